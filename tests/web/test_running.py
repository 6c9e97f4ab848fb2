"""How it is run: no access log, connections bounded, a stop within its grace."""

from starlette.applications import Starlette

from prospector.web.protocol import ImpatientProtocol
from prospector.web.running import GRACE_S, make_server


def test_it_runs_impatiently_and_writes_no_addresses() -> None:
    config = make_server(Starlette(), host="127.0.0.1", port=0).config
    config.load()
    assert config.http_protocol_class is ImpatientProtocol
    assert config.access_log is False
    assert config.limit_concurrency
    assert config.timeout_graceful_shutdown == GRACE_S < 20
