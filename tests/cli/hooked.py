"""A workspace with a feed to post to, and the real server over it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import requests
from sqlalchemy import text

from prospector.store.database import Database
from prospector.workspace.create import starter
from tests import children
from tests.test_scheduler import until

SECRET = "let alice in"
ENVIRON = {"SITE_SECRET": SECRET}
FEEDS = """\
feeds:
  site:
    collector: hook
    hook: {mode: header, header: X-Secret, secrets: ["${SITE_SECRET}"]}
    origin: {en: your visit to our site, fr: votre visite sur notre site}
"""


def workspace(folder: Path, more: str = "") -> Path:
    """The shipped rules, with one feed, a hook, and more of them."""
    shutil.copytree(starter() / "rules", folder / "rules")
    (folder / "rules" / "feeds.yaml").write_text(FEEDS + more, encoding="utf-8")
    return folder


def environ(more: Mapping[str, str] = ENVIRON) -> dict[str, str]:
    """This process's environment and the secret."""
    return {**os.environ, **more}


@contextmanager
def serve(
    folder: Path, *words: str, variables: Mapping[str, str] = ENVIRON
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The server and its worker; both are killed at the end if they still run."""
    process = children.begin(
        [
            sys.executable,
            "-m",
            "prospector",
            "--workspace",
            str(folder),
            "serve",
            "--port",
            "0",
            *words,
        ],
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=environ(variables),
        start_new_session=True,
    )
    try:
        line = process.stderr.readline() if process.stderr else ""
        assert line.startswith("serving http"), line + (
            process.stderr.read() if process.stderr else ""
        )
        address = line.split()[1].rstrip(";")
        _until_up(address)
        yield address, process
    finally:
        kill(process)
        process.communicate()


def kill(process: "subprocess.Popen[str]") -> None:
    """Kill the server and its worker at one stroke."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def terminate(process: "subprocess.Popen[str]") -> None:
    """Tell the server to stop."""
    process.terminate()


def _until_up(address: str) -> None:
    deadline = time.monotonic() + 120
    while True:
        with suppress(requests.ConnectionError):
            requests.get(address + "/health", timeout=60)
            return
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.05)


def post(
    address: str, body: object, path: str = "/hooks/site", secret: str = SECRET
) -> requests.Response:
    """Post one thing, signed."""
    return requests.post(address + path, json=body, headers={"X-Secret": secret}, timeout=60)


def until_taken(address: str) -> None:
    """Wait until the worker has taken in what was posted."""
    deadline = time.monotonic() + 120
    while requests.get(address + "/health", timeout=60).json()["waiting"]:
        assert time.monotonic() < deadline, "nothing was taken in"
        time.sleep(0.05)


def flood(
    address: str,
    process: "subprocess.Popen[str]",
    *,
    seconds: float,
    least: int = 0,
    stop: "Callable[[subprocess.Popen[str]], None]",
    senders: int = 8,
    first: int = 0,
) -> set[str]:
    """Post from many connections until the server is stopped; which ids it answered 202 for."""
    numbers = count(first)
    accepted: list[str] = []

    def send() -> None:
        with requests.Session() as session, suppress(requests.RequestException):
            session.headers["X-Secret"] = SECRET
            while True:
                name = f"signal-{next(numbers)}"
                body = {
                    "kind": "page_visited",
                    "email": f"{name}@acme.example",
                    "external_id": name,
                }
                answer = session.post(address + "/hooks/site", data=json.dumps(body), timeout=60)
                if answer.status_code != 202:
                    return
                accepted.append(name)

    threads = [threading.Thread(target=send) for _ in range(senders)]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    until(lambda: len(accepted) >= least)
    stop(process)
    for thread in threads:
        thread.join()
    return set(accepted)


def keys(database: Database) -> set[str]:
    """The ids the inbox holds."""
    with database.read() as session:
        bodies = session.execute(text("SELECT body FROM inbox WHERE feed = 'site'"))
        return {json.loads(row[0])["external_id"] for row in bodies}


def counts(database: Database) -> dict[str, int]:
    """Items that wait, that were taken, and signals."""
    wanted = {
        "waiting": "inbox WHERE status = 'waiting'",
        "taken": "inbox WHERE status = 'taken'",
        "signals": "signal",
    }
    with database.read() as session:
        return {
            name: int(session.execute(text(f"SELECT count(*) FROM {rows}")).scalar_one())
            for name, rows in wanted.items()
        }
