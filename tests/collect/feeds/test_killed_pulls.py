"""A pull whose process is killed: nothing twice, nothing missing, nothing asked for again."""

import json
import sys
import threading
from pathlib import Path

from prospector.store import feeds
from prospector.store.database import Database
from tests import children
from tests.collect import kit
from tests.collect.feeds.pulling import pull
from tests.fetch.net import Reply, Request, Site
from tests.test_scheduler import until

PAGES = 6
PER_PAGE = 40
ROOT = Path(__file__).parents[3]


def test_it_resumes_after_the_last_page_when_its_process_is_killed(database: Database) -> None:
    """SIGKILL while page 4 is waited for: pages 1 to 3 are taken, the rest follows later."""
    waiting, killed = threading.Event(), threading.Event()

    def answer(request: Request) -> Reply:
        page = int(request.path.rpartition("=")[2])
        if page == 4 and not killed.is_set():
            waiting.set()
            killed.wait()
        return Reply(body=json.dumps(items(page)).encode())

    with Site(answer) as site:
        address = database.url.render_as_string(hide_password=False)
        pulling = children.begin(
            [sys.executable, "-m", "tests.collect.feeds.pulling", address, str(site.port)], cwd=ROOT
        )
        try:
            until(lambda: waiting.is_set() or pulling.poll() is not None, seconds=600)
            assert waiting.is_set(), "the process never came to page 4"
        finally:
            pulling.kill()
            pulling.wait()
            killed.set()
        with database.read() as session:
            assert feeds.cursor(session, "shop")["at"] == {"page": 4}
        assert len(kit.signals(database)) == 3 * PER_PAGE
        asked = len(site.asked)
        report = pull(database, site.port)
    assert (report.rows, report.taken, report.errors) == (3 * PER_PAGE, 3 * PER_PAGE, ())
    assert [request.path for request in site.asked[asked:]] == [
        f"/people?page={page}" for page in (4, 5, 6, 7)
    ]
    subjects = [row["subject"] for row in kit.signals(database)]
    assert sorted(subjects) == sorted(f"{p}-{n}" for p in range(1, 7) for n in range(PER_PAGE))


def items(page: int) -> list[dict[str, str]]:
    """What is on a page; nothing behind the last one."""
    return [
        {
            "kind": "purchased",
            "occurred_at": "2026-11-02",
            "email": f"p{number}@acme.example",
            "subject": f"{page}-{number}",
        }
        for number in range(PER_PAGE if page <= PAGES else 0)
    ]
