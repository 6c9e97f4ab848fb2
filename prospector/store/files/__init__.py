"""Signal files: columnar copies of signals, identities, leads and accounts (docs/signal-files.md)."""
