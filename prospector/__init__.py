"""Intent-based B2B prospecting: whom to talk to today, why now, and what to say."""

__version__ = "0.1.0"
