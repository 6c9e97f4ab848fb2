"""Webhooks, the thinking part: who sent a delivery (`verify`) and which items it holds (`envelopes`)."""
