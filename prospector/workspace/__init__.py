"""Make a workspace: the starter's rules and templates, with our own name on them."""
