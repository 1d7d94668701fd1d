"""A list as a file: exactly what is shown, safe to open in a table program, and marked with who took it and why."""
