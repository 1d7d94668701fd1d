"""How fast the product is, beside a bare Flask view of the same rows: `python -m bench`."""
