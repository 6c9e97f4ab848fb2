"""One file per source's sort of file; `registry` lists them."""
