"""Ask other people's servers: guarded, bounded and patient."""
