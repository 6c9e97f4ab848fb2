"""`prospector serve`, as the process it is: started, posted to, stopped."""

import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner
from sqlalchemy import text

from prospector.cli import prospector
from prospector.collect.inbox.stage import drain
from prospector.rules.loader import load_ruleset
from prospector.store.database import open_database
from tests import children
from tests.cli import hooked
from tests.test_scheduler import until


def test_it_says_where_to_post_and_stops_when_told(tmp_path: Path) -> None:
    folder = hooked.workspace(tmp_path)
    with hooked.serve(folder) as (address, process):
        answer = hooked.post(address, {"kind": "page_visited", "email": "alice@acme.example"})
        assert answer.status_code == 202
        assert requests.get(address + "/health", timeout=60).json()["status"] == "ok"
        hooked.until_taken(address)
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0
        said = process.stderr.read() if process.stderr else ""
    assert "stopped" in said
    assert '"hook": "site", "status": 202' in said
    assert hooked.SECRET not in said
    database = open_database("", folder)
    assert hooked.counts(database) == {"waiting": 0, "taken": 1, "signals": 1}
    database.dispose()


def test_it_scores_whom_a_webhook_touches_within_seconds(tmp_path: Path) -> None:
    folder = hooked.workspace(tmp_path)
    rows = folder / "rows.csv"
    rows.write_text(
        "kind,email,occurred_at\npage_visited,bob@globex.example,2026-11-20\n", encoding="utf-8"
    )
    for words in (["import", str(rows), "--feed", "site"], ["run", "--until", "segment"]):
        result = CliRunner().invoke(prospector, ["--workspace", str(folder), *words])
        assert result.exit_code == 0, result.output
    # Nobody is scored by rules that were not published.
    intent = folder / "rules" / "intent.yaml"
    published = load_ruleset(intent.parent).version
    intent.write_text(intent.read_text("utf-8").replace("horizon: 180", "horizon: 181"), "utf-8")
    with hooked.serve(folder, "--no-scheduler") as (address, process):
        body = {"kind": "pricing_visited", "email": "alice@acme.example"}
        assert hooked.post(address, body).status_code == 202
        deadline = time.monotonic() + 120
        scored: list[str] = []
        database = open_database("", folder)
        while "alice@acme.example" not in scored:
            assert time.monotonic() < deadline, "nobody was scored"
            time.sleep(0.2)
            with database.read() as session:
                query = text("SELECT l.email FROM score s JOIN lead l ON l.id = s.lead_id")
                scored = [row[0] for row in session.execute(query)]
                rules = set(session.execute(text("SELECT ruleset FROM score")).scalars())
        database.dispose()
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0
        said = process.stderr.read() if process.stderr else ""
    assert '"scored_anew": 1' in said
    assert rules == {published}
    assert f"rules/ differs from the published version {published}" in said


def test_it_follows_edited_hooks_and_secrets_while_it_serves(tmp_path: Path) -> None:
    folder = hooked.workspace(tmp_path)
    feeds, files = folder / "rules" / "feeds.yaml", [tmp_path / "one", tmp_path / "two"]
    hook = hooked.FEEDS.replace('"${SITE_SECRET}"', '"${ONE}", "${TWO}"')
    feeds.write_text(hook, encoding="utf-8")
    for file in files:
        file.write_text("first", encoding="utf-8")
    named = {"ONE_FILE": str(files[0]), "TWO_FILE": str(files[1])}
    body = {"kind": "page_visited", "email": "alice@acme.example"}

    def status(secret: str, feed: str = "site") -> int:
        return hooked.post(address, body, f"/hooks/{feed}", secret).status_code

    with hooked.serve(folder, "--no-scheduler", variables=named) as (address, process):
        assert (status("first"), status("second")) == (202, 401)
        files[1].write_text("second", encoding="utf-8")
        until(lambda: status("second") == 202)
        assert status("first") == 202
        files[0].write_text("second", encoding="utf-8")
        until(lambda: status("first") == 401)
        assert status("second") == 202
        hooked.until_taken(address)
        feeds.write_text("feeds: 7", encoding="utf-8")
        until(lambda: requests.get(address + "/health", timeout=60).json()["hooks"] == "old")
        assert status("second") == 202
        # The worker reads the new feed's signals by the edited rules, too.
        feeds.write_text(hook.replace("  site:", "  shop:"), encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        until(lambda: status("second", "shop") == 202)
        assert status("second") == status("second", "never-there") == 401
        assert requests.get(address + "/health", timeout=60).json()["hooks"] == "current"
        hooked.until_taken(address)
        process.terminate()
        assert process.wait(120) == 0
        said = process.stderr.read() if process.stderr else ""
    assert '"hooks": "kept as they were", "problem": "rules/feeds.yaml:1:8' in said
    assert '"hooks": "read again", "feeds": ["shop"]' in said


@pytest.mark.parametrize("secret", [None, ""])
def test_it_refuses_to_start_without_a_secret_and_names_it(
    tmp_path: Path, secret: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = hooked.workspace(tmp_path)
    monkeypatch.delenv("SITE_SECRET", raising=False)
    if secret is not None:
        monkeypatch.setenv("SITE_SECRET", secret)
    result = CliRunner().invoke(
        prospector, ["--workspace", str(folder), "serve", "--port", "0"], catch_exceptions=True
    )
    message = str(result.exception)
    assert "feed site" in message
    assert secret == "" or "SITE_SECRET" in message


def test_it_refuses_to_start_with_a_hook_that_could_accept_nothing(tmp_path: Path) -> None:
    more = """
  signed:
    collector: hook
    hook: {mode: hmac, secrets: ["${SITE_SECRET}"]}
    origin: {en: your visit to our site, fr: votre visite sur notre site}
"""
    folder = hooked.workspace(tmp_path, more)
    words = ["--workspace", str(folder), "serve", "--port", "0"]
    result = CliRunner(env=hooked.ENVIRON).invoke(prospector, words)
    assert "feed signed: mode hmac needs header" in str(result.exception)


def test_it_listens_where_it_is_told_or_says_why_not(tmp_path: Path) -> None:
    folder = hooked.workspace(tmp_path)
    with hooked.serve(folder) as (address, _):
        port = address.rpartition(":")[2]
        second = subprocess.run(
            [sys.executable, "-m", "prospector", "--workspace", str(folder), "serve"],
            env={**hooked.environ(), "PROSPECTOR_SERVE_PORT": port},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert second.returncode == 2
        assert re.search(rf"127\.0\.0\.1:{port}: .*in use", second.stderr)


@pytest.mark.parametrize("words", [(), ("--no-scheduler",)])
def test_it_runs_the_feeds_that_have_a_schedule(tmp_path: Path, words: tuple[str, ...]) -> None:
    feed = "  drop:\n    path: drop\n    schedule: {every: 1 s}\n    origin: our own list\n"
    folder = hooked.workspace(tmp_path, feed)
    (folder / "drop").mkdir()
    row = "kind,occurred_at,email\nmet,2026-11-02,alice@acme.example\n"
    (folder / "drop" / "list.csv").write_text(row, encoding="utf-8")
    with hooked.serve(folder, *words):
        database = open_database("", folder)
        deadline = time.monotonic() + (4 if words else 120)
        while not hooked.counts(database)["signals"] and time.monotonic() < deadline:
            time.sleep(0.2)
        assert hooked.counts(database)["signals"] == (0 if words else 1)
        database.dispose()


def test_it_finishes_what_it_answers_for_when_it_is_stopped_under_load(tmp_path: Path) -> None:
    folder = hooked.workspace(tmp_path)
    with hooked.serve(folder) as (address, process):
        accepted = hooked.flood(address, process, seconds=0.5, least=51, stop=hooked.terminate)
        assert process.wait(120) == 0
    database = open_database("", folder)
    kept = hooked.keys(database)
    database.dispose()
    assert len(accepted) > 50
    assert accepted <= kept


def test_it_begins_a_worker_killed_under_load_again_and_takes_it_along_when_it_is_killed(
    tmp_path: Path,
) -> None:
    folder = hooked.workspace(tmp_path)
    workers: list[int] = []

    def kill_both(server: "subprocess.Popen[str]") -> None:
        os.kill(workers[0], signal.SIGKILL)
        until(lambda: set(children.of(server.pid)) - set(workers))
        workers.extend(children.of(server.pid))
        server.kill()

    with hooked.serve(folder) as (address, process):
        hooked.post(address, {"kind": "met", "email": "alice@acme.example", "external_id": "0"})
        hooked.until_taken(address)
        workers += children.of(process.pid)
        accepted = hooked.flood(address, process, seconds=0.5, stop=kill_both, senders=2)
        assert len(workers) == 2
        until(lambda: not any(map(children.is_alive, workers)))
    database = open_database("", folder)
    drain(database, load_ruleset(folder / "rules"), now=datetime.now(UTC))
    with database.read() as session:
        found = session.execute(text("SELECT external_id FROM signal")).scalars().all()
    assert hooked.counts(database) == {"waiting": 0, "taken": len(found), "signals": len(found)}
    database.dispose()
    assert len(found) == len(set(found))
    assert accepted | {"0"} <= set(found)
