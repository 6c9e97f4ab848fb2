"""Health says how much waits, and names nobody."""

import requests

from prospector.store import inbox
from prospector.store.database import Database
from tests.web.serving import serving


def test_it_says_what_waits_since_when(database: Database) -> None:
    with inbox.desk(database) as desk:
        items = [inbox.make_item("site", "1", body, {}, 0) for body in ('"alice"', '"bob"')]
        inbox.keep(desk, items)
    with serving(database) as server:
        answer = requests.get(server.url + "/health", timeout=10)
    assert answer.status_code == 200
    said = answer.json()
    assert (said["status"], said["waiting"], said["conflicts"]) == ("ok", 1, 1)
    assert said["oldest"] == "1970-01-01T00:00:00+00:00"
    assert said["hooks"] == "current"
    assert "alice" not in answer.text


def test_it_says_that_the_store_is_gone(database: Database) -> None:
    with serving(database) as server:
        with database.write() as session:
            session.connection().exec_driver_sql("ALTER TABLE inbox RENAME TO gone")
        answer = requests.get(server.url + "/health", timeout=10)
        assert answer.status_code == 503
        assert answer.json()["why"] == "store"
