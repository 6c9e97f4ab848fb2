"""How the application is run: one process, uvicorn, connections that must come to the point."""

import uvicorn
from starlette.types import ASGIApp

from prospector.web.protocol import ImpatientProtocol

#: Connections beyond this are told to come back; half-open ones are closed long before.
_CONNECTIONS = 2_000
#: Seconds that requests under way have when we are told to stop.
GRACE_S = 5


def make_server(app: ASGIApp, *, host: str, port: int) -> uvicorn.Server:
    """A server that is ready to run. Its own access log stays off: addresses hold tokens."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            http=ImpatientProtocol,
            ws="none",
            lifespan="on",
            access_log=False,
            log_level="warning",
            server_header=False,
            limit_concurrency=_CONNECTIONS,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=GRACE_S,
        )
    )
