"""The server: webhooks in, health out. `make_app` wires it; `cli/serve.py` runs it."""

from prospector.web.app import Server as Server
from prospector.web.app import make_app as make_app
