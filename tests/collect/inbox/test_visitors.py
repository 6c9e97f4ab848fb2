"""Calls that name only a visitor: whose they are once a call says so, and only where people consented."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from prospector.collect import Options, replay
from prospector.collect.inbox.stage import drain
from prospector.collect.reject import RejectCode
from prospector.columns import to_micros
from prospector.rules.ruleset import Ruleset
from prospector.store import inbox, rejects
from prospector.store.database import Database
from prospector.store.rejects import Wanted
from tests.collect import kit
from tests.rulesets import make_ruleset

LATER = kit.NOW + timedelta(hours=2)
ANN, BOB = "ann@acme.example", "bob@acme.example"


def site(*, consent: bool = True, body: str = "segment") -> Ruleset:
    hook = {"mode": "basic", "secrets": ["${SITE}"], "body": body}
    if body == "posthog":
        hook |= {"mode": "body"}
    feed = {"collector": "hook", "hook": hook, "origin": "your visit", "consent": consent}
    return make_ruleset(
        signals={"kinds": {**kit.KINDS, "product_used": {"label": "used"}}},
        feeds={"feeds": {"site": feed}},
    )


def call(kind: str, number: int, **said: object) -> dict[str, object]:
    at = f"2026-11-20T07:{number:02}:00Z"
    return {"type": kind, "messageId": f"m{number}", "timestamp": at, **said}


def page(number: int, visitor: str = "x", **said: object) -> dict[str, object]:
    url = {"url": f"https://ours.example/{number}"}
    return call("page", number, anonymousId=visitor, properties=url, **said)


def who(number: int, email: str | None, visitor: str | None = "x", **said: object) -> object:
    traits = {"email": email} if email else {}
    return call("identify", number, anonymousId=visitor, traits=traits, **said)


def come(database: Database, rules: Ruleset, *bodies: object) -> None:
    with inbox.desk(database) as desk:
        at = to_micros(kit.NOW)
        inbox.keep(desk, [inbox.make_item("site", None, json.dumps(b), {}, at) for b in bodies])
    drain(database, rules, now=LATER)


def visits(database: Database) -> dict[str, str]:
    """Page → whose visit it is."""
    return {str(row["subject"]): str(row["person"]) for row in kit.signals(database)}


def codes(database: Database) -> list[str]:
    return [row["code"] for row in kit.rejected(database) if row["status"] == "open"]


def tied(database: Database) -> set[str]:
    with database.read() as session:
        return {row[0] for row in session.execute(text("SELECT value FROM sender_id"))}


def test_it_takes_what_a_visitor_did_once_a_call_says_who_that_is(database: Database) -> None:
    rules = site()
    come(database, rules, page(1), page(2, "other"))
    assert visits(database) == {}
    come(database, rules, who(3, ANN, userId="42"), page(4))
    come(database, rules, page(5), call("page", 6, userId="42", properties={"path": "/6"}))
    assert visits(database) == dict.fromkeys(("/1", "/4", "/5", "/6"), ANN)
    assert codes(database) == ["anonymous"]
    assert "visitor" not in json.dumps(kit.signals(database) + kit.sightings(database))
    drain(database, rules, now=LATER)
    assert len(kit.signals(database)) == 4


def test_it_finds_the_person_through_a_user_told_before_or_after(database: Database) -> None:
    """Two ways to tie a visitor to a user, and either may come first."""
    rules = site()
    aliased = call("alias", 11, userId="41", previousId="x1")
    ties = {
        "1": aliased,
        "2": {**aliased, "messageId": "m12", "userId": "42", "previousId": "x2"},
        "3": who(13, None, "x3", userId="43"),
        "4": who(14, None, "x4", userId="44"),
    }
    come(database, rules, *[page(int(n), f"x{n}") for n in ties])
    come(database, rules, ties["1"], ties["3"])
    come(database, rules, *[who(20 + int(n), ANN, None, userId=f"4{n}") for n in ties])
    assert visits(database) == {"/1": ANN, "/3": ANN}
    come(database, rules, ties["2"], ties["4"])
    come(database, rules, *[page(30 + int(n), f"x{n}") for n in ties])
    assert visits(database) == {f"/{n}": ANN for n in (1, 2, 3, 4, 31, 32, 33, 34)}
    assert codes(database) == []


def test_it_keeps_a_visitor_apart_from_a_user_called_alike(database: Database) -> None:
    rules = site()
    come(database, rules, page(1), call("page", 2, userId="x", properties={"path": "/2"}))
    come(database, rules, who(3, ANN, None, userId="x"))
    assert visits(database) == {"/2": ANN}
    come(database, rules, who(4, BOB))
    assert visits(database) == {"/1": BOB, "/2": ANN}


@pytest.mark.parametrize("portion", [1, 9])
def test_it_gives_a_device_to_the_later_of_two_and_leaves_what_was_before(
    database: Database, portion: int
) -> None:
    rules = site()
    bodies = [page(1), who(2, ANN, userId="42"), page(3), who(4, BOB, userId="43"), page(5)]
    for start in range(0, len(bodies), portion):
        come(database, rules, *bodies[start : start + portion])
    # Who signed in is who they say, whoever had the device.
    come(database, rules, page(6, userId="42"), page(7, userId="44"))
    assert visits(database) == {"/1": ANN, "/3": ANN, "/5": BOB, "/6": ANN}
    come(database, rules, page(8))
    assert visits(database)["/8"] == ANN  # the last who signed in there


def test_it_lets_no_call_of_before_take_a_device_back(database: Database) -> None:
    rules = site()
    come(database, rules, page(1, userId="42"), who(2, BOB))
    come(database, rules, who(3, ANN, None, userId="42"))  # only now who 42 was, on page 1
    come(database, rules, page(4))
    assert visits(database) == {"/1": ANN, "/4": BOB}


def test_it_ties_no_visitor_to_anybody_without_consent(database: Database) -> None:
    rules = site(consent=False)
    come(database, rules, page(1), who(2, ANN, userId="42"), page(3), page(4, userId="42"))
    come(database, rules, call("alias", 5, userId="42", previousId="x"), page(6))
    assert visits(database) == {"/4": ANN}
    assert tied(database) == {"42"}
    assert codes(database) == ["anonymous"] * 3
    with database.read() as session:
        waits = session.execute(text("SELECT waits_for FROM reject")).scalars().all()
    assert waits == [None] * 3
    come(database, site(), who(7, ANN))  # declared now: what was before stays with nobody
    assert visits(database) == {"/4": ANN}
    come(database, site(consent=False), page(8))  # and taken back
    assert visits(database) == {"/4": ANN}


def test_it_takes_again_once_what_a_killed_drain_learnt_of_a_visitor(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = site()
    come(database, rules, page(1), who(2, None, userId="42"))

    def killed(*_: object, **__: object) -> Any:  # Any: as the functions it stands for
        raise KeyboardInterrupt

    steps = [
        ("prospector.collect.inbox.stage.replay_people", (who(3, ANN, None, userId="42"),)),
        ("prospector.collect.replays.stage._settle", ()),
        ("prospector.collect.replays.stage.sender_ids.settle", ()),
    ]
    for name, bodies in steps:
        with monkeypatch.context() as patch:
            patch.setattr(name, killed)
            with pytest.raises(KeyboardInterrupt):
                come(database, rules, *bodies)
    come(database, rules)
    assert visits(database) == {"/1": ANN}
    assert codes(database) == []
    with database.read() as session:
        assert not session.execute(text("SELECT 1 FROM sender_id WHERE pending")).all()


def test_it_shows_visitors_only_when_asked_and_forgets_them(database: Database) -> None:
    assert RejectCode.ANONYMOUS == rejects.ANONYMOUS
    rules = site()
    come(database, rules, page(1), call("page", 2, userId="42"))
    with database.read() as session:
        assert [row.code for row in rejects.find(session, Wanted())] == ["no_identity"]
        assert rejects.count(session, Wanted(code="anonymous")) == 1
    assert replay(database, rules, Wanted(), Options(), now=LATER).rows == 1
    for days, left in ((29, 2), (31, 1)):
        drain(database, rules, now=kit.NOW + timedelta(days=days), keep_days=30)
        assert len(kit.rejected(database)) == left
    assert codes(database) == ["no_identity"]


def event(name: str, number: int, distinct: str, **said: object) -> dict[str, object]:
    at = f"2026-11-20T07:{number:02}:00Z"
    return {
        "event": name, "uuid": f"p{number}", "timestamp": at, "distinct_id": distinct, "properties": said,
    }  # fmt: skip


@pytest.mark.parametrize("consent", [True, False])
def test_it_follows_visitors_of_posthog(database: Database, *, consent: bool) -> None:
    rules = site(consent=consent, body="posthog")
    at = {"$current_url": "https://ours.example/1"}
    come(database, rules, event("$pageview", 1, "x", **{"$device_id": "x", **at}))
    come(database, rules, event("seen", 2, "y"))
    anon = {"$anon_distinct_id": "x", "$device_id": "x"}
    come(database, rules, event("$identify", 3, "42", **anon, **{"$set": {"email": ANN}}))
    come(database, rules, event("$create_alias", 4, "y", distinct_id="y", alias="42"))
    assert visits(database) == ({"/1": ANN, "seen": ANN} if consent else {})
    assert tied(database) == ({"42", "x", "y"} if consent else {"42"})
    assert codes(database) == ([] if consent else ["anonymous", "no_identity"])
