"""Word lists shipped with the code."""
