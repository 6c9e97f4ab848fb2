"""Join identities into people and companies, and write what is known of each."""
