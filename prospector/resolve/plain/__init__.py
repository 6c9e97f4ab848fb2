"""New people and companies about whom nothing is in doubt, decided by sets; all else goes the long way."""
