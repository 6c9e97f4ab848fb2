"""Compare what a sender's deliveries bring with the expected output; `--bless` rewrites that."""

import json
from pathlib import Path
from typing import Any

from prospector.collect import Options, import_files
from prospector.collect.hooks.envelopes import Received, Unpacked, profile_of, unpack
from prospector.rules.loader import load_ruleset
from prospector.rules.models.feeds import HookBody
from prospector.store.database import Database
from tests.collect import kit
from tests.collect.hooks.posting import delivery

SAMPLES = Path(__file__).parent.parent / "samples" / "hooks"
RULES = load_ruleset(Path(__file__).parents[3] / "rules")
#: What must never be kept.
SECRETS = ("of-the-sample", "203.0.113.9")


def check(database: Database, folder: Path, body: HookBody, *, bless: bool) -> dict[str, Any]:
    """Take a sample's deliveries in, twice; what arrived must be what stands in the expected file."""
    name = profile_of(body)
    taken, answers = _unpacked(body, name)
    found = {"answers": answers, **_taken_in(database, folder, name, taken)}
    assert found == {"answers": answers, **_taken_in(database, folder, name, taken)}
    shown = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
    assert not [secret for secret in SECRETS if secret in shown + str(taken)]
    expected = SAMPLES / f"{name}.expected.json"
    if bless:
        expected.write_text(f"{shown}\n", encoding="utf-8")
    assert json.loads(shown) == json.loads(expected.read_text(encoding="utf-8"))
    return found


def _unpacked(body: HookBody, name: str) -> tuple[list[Received], list[dict[str, Any]]]:
    taken: list[Received] = []
    answers = []
    for said in json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8")):
        found = _unpack(body, said)
        keys = [item.key for item in found.items]
        problems = [item.problem for item in found.items if item.problem]
        answers.append(
            {"keys": keys, "ignored": found.ignored, "problem": found.problem, "items": problems}
        )
        taken += found.items
    return taken, answers


def _unpack(body: HookBody, said: dict[str, Any]) -> Unpacked:
    content = json.dumps(said["body"], ensure_ascii=False).encode()
    found = delivery(content, path=said.get("path", "/hooks/feed"), headers=said.get("headers", {}))
    return unpack(body, found, content, batch=said.get("batch", False))


def _taken_in(
    database: Database, folder: Path, profile: str, taken: list[Received]
) -> dict[str, Any]:
    path = folder / f"{profile}.jsonl"
    path.write_text("".join(f"{item.body}\n" for item in taken), encoding="utf-8")
    told = Options(base=folder, profile=profile, feed=profile)
    import_files(database, RULES, [path], told, now=kit.NOW)
    return {
        "signals": kit.signals(database),
        "sightings": kit.sightings(database),
        "rejects": kit.rejected(database),
    }
