"""The examples of docs/webhooks.md, run against the server: they answer what the page says."""

import json
import re
import shlex
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from ruamel.yaml import YAML

from prospector.collect.hooks.posted import Posted
from prospector.rules.models import FeedsFile
from prospector.store.database import Database
from prospector.web import limits
from prospector.web.hooks import MOST_ITEMS
from prospector.web.protocol import HEADERS_S
from prospector.web.writer import QUEUED
from tests.web.serving import SECRET, posted, serving

PAGE = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text(encoding="utf-8")
CURLS = re.findall(r"^\$ (curl .*)\n(.*)$", PAGE, re.MULTILINE)


def curl(line: str, url: str) -> requests.Response:
    """Do what curl would do."""
    words = shlex.split(line.replace("$SITE_SECRET", SECRET))
    headers = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
    body = words[words.index("-d") + 1]
    address = words[1].replace("http://127.0.0.1:8808", url)
    return requests.post(address, data=body.encode(), headers=headers, timeout=10)


def test_it_answers_the_examples_as_the_page_says(database: Database) -> None:
    feed = FeedsFile.model_validate(
        YAML(typ="safe").load(re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0])
    ).feeds["site"]
    assert feed.hook is not None
    with serving(database, {"site": Posted(feed.hook, (SECRET,))}) as server:
        assert len(CURLS) == 3
        for line, answer in CURLS:
            found = curl(line, server.url)
            assert found.status_code == 202
            assert found.json() == json.loads(answer)


def test_it_takes_what_the_example_signs(database: Database) -> None:
    example = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
    names: dict[str, object] = {}
    exec(example, names)
    send = names["send"]
    assert callable(send)
    secret = "whsec_bGV0IGFsaWNlIGluLCBib2IgdG9vISE="
    hook = posted(mode="standard").hook
    feeds = {"site": Posted(hook, (secret,))}
    with serving(database, feeds, clock=lambda: datetime.fromtimestamp(time.time(), UTC)) as server:
        url = f"{server.url}/hooks/site"
        signal = {"kind": "met", "email": "alice@acme.example"}
        assert send(url, secret, "msg_1", signal)["status"] == "accepted"
        assert send(url, secret, "msg_1", signal)["status"] == "seen"


@pytest.mark.parametrize(
    "said",
    [
        f"{limits.SINGLE // 1_000_000} MB",
        f"{limits.BATCH // 1_000_000} MB, {MOST_ITEMS:,} items",
        f"{HEADERS_S:.0f} s, then the connection is closed",
        f"{limits.SINGLE_S:.0f} s, of a batch {limits.BATCH_S:.0f} s",
        f"{limits.HELD // 1_000_000} MB",
        f"{QUEUED:,} or 64 MB",
    ],
)
def test_it_states_its_limits(said: str) -> None:
    assert f"| {said}" in PAGE
