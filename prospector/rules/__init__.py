"""What the rules say: YAML in, one checked ruleset and engine text out."""
