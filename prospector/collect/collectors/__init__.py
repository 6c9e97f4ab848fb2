"""One file per sort of feed: how it is read, page by page; `registry` lists them."""
