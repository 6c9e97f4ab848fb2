"""Take opened files in, batch by batch; imports, feeds, replays and the inbox share it."""
