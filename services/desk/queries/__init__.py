"""What lies on a desk, as it is read."""
