"""Draining: what webhooks brought becomes signals once, with the time it came, or rejects."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from prospector.collect import Options, reading, replay
from prospector.collect.inbox.stage import drain
from prospector.collect.intake.stage import take_table
from prospector.columns import to_micros
from prospector.rules.ruleset import Ruleset
from prospector.store import conflicts, inbox
from prospector.store.conflicts import Verdict
from prospector.store.database import Database
from prospector.store.rejects import Wanted
from prospector.tables import RejectStatus
from tests.collect import kit
from tests.rulesets import make_ruleset

STAGE = "prospector.collect.inbox.stage"
LATER = kit.NOW + timedelta(hours=2)


def ruleset(*names: str, **signals: Any) -> Ruleset:
    hook = {"mode": "header", "header": "x-secret", "secrets": ["${SITE}"]}
    feeds = {
        name: {"collector": "hook", "hook": hook, "profile": "generic", "origin": "your visit"}
        for name in names or ("site",)
    }
    said = signals or {"kinds": kit.KINDS, "fields": kit.FIELDS}
    return make_ruleset(signals=said, feeds={"feeds": feeds})


def arrive(database: Database, *bodies: object, feed: str = "site", minutes: int = 0) -> None:
    at = to_micros(kit.NOW + timedelta(minutes=minutes))
    texts = [body if isinstance(body, str) else json.dumps(body) for body in bodies]
    with inbox.desk(database) as desk:
        inbox.keep(desk, [inbox.make_item(feed, None, body, {}, at) for body in texts])


def visit(email: str = "alice@acme.example", **more: object) -> dict[str, object]:
    return {"kind": "page_visited", "lead": {"email": email}, "subject": "/pricing", **more}


def statuses(database: Database) -> list[str]:
    with database.read() as session:
        return [row[0] for row in session.execute(text("SELECT status FROM inbox ORDER BY id"))]


def test_it_makes_signals_that_were_received_when_they_came(database: Database) -> None:
    arrive(database, visit(occurred_at="2026-11-19T10:00:00Z", external_id="v1", amount=1.234))
    arrive(database, visit("bob@acme.example"), minutes=7)
    report = drain(database, ruleset(), now=LATER)
    assert kit.counts(report) == (2, 2, 0, 0)
    dated, undated = kit.signals(database)
    came = kit.NOW + timedelta(minutes=7)
    assert (dated["external_id"], dated["file"], dated["line"]) == ("v1", "inbox", 1)
    assert dated["received_at"] == kit.NOW.isoformat()
    assert dated["amount"] == pytest.approx(1.234)
    assert undated["received_at"] == undated["occurred_at"] == came.isoformat()
    assert "occurred_from" not in undated
    assert statuses(database) == ["taken", "taken"]
    assert drain(database, ruleset(), now=LATER).files == ()


def test_it_keeps_what_it_cannot_map_and_takes_it_later_as_of_when_it_came(
    database: Database,
) -> None:
    arrive(database, visit(kind="danced"), visit(kind="page_visited"), minutes=3)
    report = drain(database, ruleset(), now=LATER)
    assert kit.counts(report) == (2, 1, 0, 1)
    assert statuses(database) == ["taken", "taken"]
    (row,) = kit.rejected(database)
    assert (row["line"], row["code"]) == (1, "unknown_kind")
    rules = ruleset(kinds={**kit.KINDS, "danced": {"label": "danced"}}, fields={})
    day = LATER + timedelta(days=1)
    assert replay(database, rules, Wanted(), Options(), now=day).taken == 1
    found = next(signal for signal in kit.signals(database) if signal["kind"] == "danced")
    came = (kit.NOW + timedelta(minutes=3)).isoformat()
    assert (found["occurred_at"], found["received_at"], found["line"]) == (came, came, 1)
    assert [row["status"] for row in kit.rejected(database)] == [RejectStatus.REPLAYED]


def test_it_comes_to_the_same_however_the_items_are_portioned(database: Database) -> None:
    twice = visit(occurred_at="2026-11-19T10:00:00Z")
    spaced = json.dumps(twice, indent=1)  # another body, the same facts
    arrive(database, twice, spaced, visit("bob@acme.example"))
    limits = [1] * 3
    taken = [drain(database, ruleset(), now=LATER, limit=limit).taken for limit in limits]
    assert taken == [1, 0, 1]
    assert len(kit.signals(database)) == 2
    whole = ruleset("site", "other")
    arrive(database, twice, spaced, feed="other")
    assert kit.counts(drain(database, whole, now=LATER)) == (2, 1, 1, 0)


def test_it_gives_no_weight_to_a_scanner_whose_clicks_came_in_several_drains(
    database: Database,
) -> None:
    for second, link in ((1, "a"), (2, "b"), (3, "c")):
        at = f"2026-11-19T10:00:0{second}Z"
        arrive(
            database,
            {**visit(occurred_at=at, url=f"https://a.example/{link}"), "kind": "email_clicked"},
            visit("bob@acme.example", occurred_at=at, url=f"https://a.example/{link}"),
        )
        rules = ruleset(kinds={**kit.KINDS, "email_clicked": {"label": "clicked"}}, fields={})
        drain(database, rules, now=LATER)
    weights = {(found["kind"], found["confidence"]) for found in kit.signals(database)}
    assert weights == {("email_clicked", 0), ("page_visited", 1)}


def test_it_redoes_what_was_killed_before_it_was_counted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(database, visit(), visit("bob@acme.example"), visit(kind="danced"))

    def killed(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"{STAGE}.inbox.mark_taken", killed)
        with pytest.raises(KeyboardInterrupt):
            drain(database, ruleset(), now=LATER)
    assert statuses(database) == ["waiting"] * 3
    assert kit.rejected(database) == []
    assert kit.counts(drain(database, ruleset(), now=LATER)) == (3, 0, 2, 1)
    assert len(kit.signals(database)) == 2
    assert len(kit.rejected(database)) == 1


def test_it_leaves_to_the_faster_one_what_two_drains_take(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(database, visit(), visit(kind="danced"))
    real = take_table

    def overtaken(*arguments: Any) -> Any:  # Any: as the function it stands for
        monkeypatch.setattr(f"{STAGE}.take_table", real)
        drain(database, ruleset(), now=LATER)
        return real(*arguments)

    monkeypatch.setattr(f"{STAGE}.take_table", overtaken)
    drain(database, ruleset(), now=LATER)
    assert statuses(database) == ["taken"] * 2
    assert len(kit.rejected(database)) == 1
    with database.read() as session:
        counted = session.execute(text("SELECT rows, taken, seen, rejected FROM import_file"))
        assert [tuple(row) for row in counted] == [(2, 1, 0, 1)]


def test_it_refuses_alone_an_item_that_breaks_the_reading(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(database, *[visit(f"p{number}@acme.example") for number in range(5)])
    real = reading.from_rejects

    def broken(rows: list[tuple[int, str]], *others: Any) -> Any:  # Any: as the real one
        if any("p3@" in raw for _, raw in rows):
            raise KeyError("a fault of ours")
        return real(rows, *others)

    monkeypatch.setattr(f"{STAGE}.reading.from_rejects", broken)
    assert kit.counts(drain(database, ruleset(), now=LATER)) == (5, 4, 0, 1)
    (row,) = kit.rejected(database)
    assert (row["line"], row["code"]) == (4, "bad_value")
    assert "replay" in row["detail"]
    monkeypatch.undo()
    assert replay(database, ruleset(), Wanted(), Options(), now=LATER).taken == 1


def test_it_waits_with_items_of_a_feed_the_rules_do_not_have(database: Database) -> None:
    arrive(database, visit(), feed="renamed")
    assert drain(database, ruleset(), now=LATER).rows == 0
    assert statuses(database) == ["waiting"]
    assert drain(database, ruleset("renamed"), now=LATER).taken == 1


def test_it_forgets_raw_bodies_after_their_days(database: Database) -> None:
    arrive(database, visit(), visit("bob@acme.example"))
    drain(database, ruleset(), now=LATER)
    drain(database, ruleset(), now=LATER + timedelta(days=300))
    drain(database, ruleset(), now=LATER + timedelta(days=29), keep_days=30)
    assert len(statuses(database)) == 2
    drain(database, ruleset(), now=LATER + timedelta(days=30), keep_days=30)
    assert statuses(database) == []
    assert len(kit.signals(database)) == 2


def test_it_counts_a_feed_under_one_run_a_day(database: Database) -> None:
    for minute in range(3):
        arrive(database, visit(f"p{minute}@acme.example"), minutes=minute)
        drain(database, ruleset(), now=LATER)
    with database.read() as session:
        runs = session.execute(text("SELECT stage, feed, status FROM run")).all()
        files = session.execute(text("SELECT path, rows, taken FROM import_file")).all()
    assert [tuple(run) for run in runs] == [("inbox", "site", "done")]
    assert [tuple(file) for file in files] == [("inbox", 3, 3)]


def product(*names: str) -> Ruleset:
    hook = {"mode": "basic", "secrets": ["${SITE}"], "body": "segment"}
    feeds = {
        name: {"collector": "hook", "hook": hook, "origin": "your use"}
        for name in names or ("site",)
    }
    return make_ruleset(
        signals={"kinds": {**kit.KINDS, "product_used": {"label": "used"}}},
        feeds={"feeds": feeds},
    )


def call(kind: str, user: str, number: int, **more: object) -> dict[str, object]:
    at = "2026-11-20T07:00:00Z"
    return {"type": kind, "userId": user, "messageId": f"m{number}", "timestamp": at, **more}


def used(user: str, number: int) -> dict[str, object]:
    return call("track", user, number, event=f"Report {number} shared")


def test_it_finds_people_by_the_senders_own_id_once_a_call_says_who_that_is(
    database: Database,
) -> None:
    rules = product("site", "other")
    arrive(database, used("42", 1), used("43", 2))
    arrive(database, used("42", 3), feed="other")
    assert kit.counts(drain(database, rules, now=LATER)) == (3, 0, 0, 3)
    arrive(database, used("42", 4), call("identify", "42", 5, traits={"email": "Ann@acme.example"}))
    assert kit.counts(drain(database, rules, now=LATER)) == (2, 2, 0, 0)
    arrive(database, used("42", 6))
    assert kit.counts(drain(database, rules, now=LATER)) == (1, 1, 0, 0)
    assert {row["subject"]: row["person"] for row in kit.signals(database)} == {
        f"Report {number} shared": "ann@acme.example" for number in (1, 4, 6)
    }
    with database.read() as session:
        rows = session.execute(
            text("SELECT feed, raw FROM reject WHERE status = 'open' ORDER BY id")
        ).all()
    assert [(feed, json.loads(raw)["messageId"]) for feed, raw in rows] == [
        ("site", "m2"),
        ("other", "m3"),
    ]


def subjects(database: Database) -> set[str]:
    return {str(signal["subject"]) for signal in kit.signals(database)}


def test_it_takes_again_what_waits_for_an_id_that_a_killed_drain_learnt(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = product()
    arrive(database, used("42", 1), used("43", 2))
    drain(database, rules, now=LATER)
    arrive(database, call("identify", "42", 3, traits={"email": "ann@acme.example"}))

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"{STAGE}.replay_people", killed)
        with pytest.raises(KeyboardInterrupt):
            drain(database, rules, now=LATER)
    assert statuses(database) == ["taken"] * 3
    assert subjects(database) == set()
    drain(database, rules, now=LATER)  # nothing came, and yet
    assert subjects(database) == {"Report 1 shared"}
    with database.read() as session:
        assert not session.execute(text("SELECT 1 FROM sender_id WHERE pending")).all()


def test_it_takes_again_what_another_drain_refused_while_this_one_learnt(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = product()
    arrive(database, used("42", 1))

    def told_meanwhile(*arguments: Any) -> Any:  # Any: as the function it stands for
        found = take_table(*arguments)
        monkeypatch.setattr(f"{STAGE}.take_table", take_table)
        arrive(database, call("identify", "42", 2, traits={"email": "ann@acme.example"}))
        with database.write() as session:  # to the other drain, this item is not there
            session.execute(text("UPDATE inbox SET feed = 'later' WHERE id = 1"))
        drain(database, rules, now=LATER)
        with database.write() as session:
            session.execute(text("UPDATE inbox SET feed = 'site' WHERE id = 1"))
        return found

    monkeypatch.setattr(f"{STAGE}.take_table", told_meanwhile)
    drain(database, rules, now=LATER)
    assert subjects(database) == {"Report 1 shared"}


def contradict(database: Database, *bodies: dict[str, object]) -> list[int]:
    """Post bodies under one id; the numbers of those that contradict the first, taken by hand."""
    items = [
        inbox.make_item("site", "v1", json.dumps(body), {}, to_micros(kit.NOW)) for body in bodies
    ]
    with inbox.desk(database) as desk:
        inbox.keep(desk, items)
    with database.write() as session:
        numbers = [one.id for one in conflicts.find(session)]
        for number in numbers:
            conflicts.decide(session, number, Verdict.TAKE, actor="alice", now=LATER)
    return numbers


def test_it_takes_a_second_body_of_one_id_as_a_signal_of_its_own(database: Database) -> None:
    at = {"occurred_at": "2026-11-19T10:00:00Z", "external_id": "v1"}
    again = [visit(**at, amount=number) for number in (1, 2, 3)]
    first, second, third = (1, *contradict(database, *again))
    assert kit.counts(drain(database, ruleset(), now=LATER)) == (3, 3, 0, 0)
    found = {signal["line"]: signal for signal in kit.signals(database)}
    assert {line: signal["external_id"] for line, signal in found.items()} == {
        first: "v1",
        second: f"v1#inbox-{second}",
        third: f"v1#inbox-{third}",
    }
    assert [found[line]["amount"] for line in (first, second, third)] == [1, 2, 3]
    assert drain(database, ruleset(), now=LATER).files == ()


def test_it_keeps_a_second_body_its_own_when_it_is_replayed(database: Database) -> None:
    known = visit(external_id="v1", occurred_at="2026-11-19T10:00:00Z")
    (second,) = contradict(database, known, {**known, "kind": "danced"})
    assert kit.counts(drain(database, ruleset(), now=LATER)) == (2, 1, 0, 1)
    rules = ruleset(kinds={**kit.KINDS, "danced": {"label": "danced"}}, fields={})
    assert replay(database, rules, Wanted(), Options(), now=LATER).taken == 1
    ids = sorted(signal["external_id"] for signal in kit.signals(database))
    assert ids == ["v1", f"v1#inbox-{second}"]
