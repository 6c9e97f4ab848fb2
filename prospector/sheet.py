"""A page that is whole in itself: one style, nothing to load, nothing that runs."""

import hashlib
from base64 import b64encode
from html import escape


def sheet(title: str, style: str, body: str, *, language: str) -> str:
    """The HTML of a page; `title` is plain text, also its heading, `body` HTML that escaped what it shows.

    Whoever opens it is told by the page itself to load and run nothing.
    """
    named = escape(title)
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy(style)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{named}</title>
<style>{style}</style>
</head>
<body>
<h1>{named}</h1>
{body}
</body>
</html>
"""


def policy(style: str) -> str:
    """The Content-Security-Policy that allows this very style and nothing else."""
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
