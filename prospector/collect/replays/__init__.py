"""Take rejected rows again."""
