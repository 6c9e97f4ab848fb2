"""Run the feeds of rules/feeds.yaml."""
