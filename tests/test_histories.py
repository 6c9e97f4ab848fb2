"""Whatever happens in whatever order: nobody who objected is written to, and no cap is exceeded.

`make prove` lives many more and longer histories.
"""

import random
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from prospector import policy
from prospector.export import export
from prospector.rules.ruleset import Ruleset
from prospector.store import caps, suppressions
from prospector.store.database import Database
from prospector.tables import Channel, DraftStatus, Enrolment, IdentityKind, Touch
from tests.policy.world import HIRING, KEY, NOW, PARIS, World, rules

DAY_LIMIT, PERSON_LIMIT = 4, 1
RULES: Ruleset = rules(
    {**HIRING, "caps": [{"window": "day", "limit": DAY_LIMIT}]},
    caps=[{"scope": "person", "window": "rolling_24h", "limit": PERSON_LIMIT}],
    cool_down={"person": 2, "after_no": 5, "touched_elsewhere": 1, "idle": 4},
)


class History:
    """People, a clock that mostly goes forward, and what an ordinary month brings."""

    def __init__(self, database: Database, out: Path, chance: random.Random) -> None:
        self.world, self.out, self.chance = World(database), out, chance
        self.now = NOW
        self.objected: dict[int, datetime] = {}
        self.zone = PARIS
        self.accounts = [self.world.account(f"Acme{n}") for n in range(9)]
        self.leads: list[int] = []
        for _ in range(9):
            self.arrive()

    def arrive(self) -> None:
        """Somebody new, who also has an older address by which an objection may come."""
        number = len(self.leads)
        account = self.chance.choice(self.accounts)
        lead = self.world.lead(f"Charlie{number}", account, profile=f"linkedin.com/in/c{number}")
        self.world.identity(IdentityKind.EMAIL, f"old{lead}@else.example", lead)
        self.leads.append(lead)

    def live(self, steps: int) -> None:
        """Let things happen."""
        self.arrive()
        verbs = [self.plan, self.plan, self.leave, self.leave, self.object, self.answer]
        for _ in range(steps):
            hours = self.chance.choice([0, 1, 8, 24, 24, 72, -24])
            self.now += timedelta(hours=hours)
            self.zone = self.chance.choice([PARIS, PARIS, ZoneInfo("Pacific/Honolulu")])
            self.chance.choice(verbs)()

    def plan(self) -> None:
        """Whoever is planned gets a draft, and somebody approves it."""
        with self.world.database.read() as session:
            found = policy.assess(session, RULES, now=self.now, zone=self.zone, key=KEY)
        for each in found.planned:
            self.world.draft(
                each.lead_id, DraftStatus.APPROVED, step=each.step, channel=Channel(each.channel)
            )

    def leave(self) -> None:
        """What is approved leaves, as far as policy lets it."""
        export(
            self.world.database, RULES, "generic", self.out, now=self.now, zone=self.zone, key=KEY
        )

    def object(self) -> None:
        """Somebody objects: by a signal, or to a person who types it in."""
        lead = self.chance.choice(self.leads)
        self.objected.setdefault(lead, self.now)
        if self.chance.random() < 0.5:
            self.world.sent(self.chance.choice(["opted_out", "spam_reported"]), lead, at=self.now)
        else:
            policy.suppress(
                self.world.database, RULES, f"old{lead}@else.example",
                reason="asked", now=self.now, zone=self.zone, key=KEY,
            )  # fmt: skip

    def answer(self) -> None:
        """Somebody answers, bounces, or is reached by a colleague."""
        kind = self.chance.choice(["replied", "replied_negative", "bounced", "touched"])
        self.world.sent(kind, self.chance.choice(self.leads), at=self.now)

    def check(self) -> int:
        """What must hold whatever happened; returns how many touches there were."""
        touches: list[Touch] = self.world.all(Touch)
        order: Counter[int] = Counter()
        for touch in touches:
            order[touch.draft_id] += 1
        assert set(order.values()) <= {1}
        assert max(Counter(t.business_date for t in touches).values(), default=0) <= DAY_LIMIT
        dates = [touch.business_date for touch in touches]
        assert dates == sorted(dates)
        enrolments: list[Enrolment] = self.world.all(Enrolment)
        for enrolment in enrolments:
            steps = [touch.step for touch in touches if touch.enrolment_id == enrolment.id]
            assert steps == list(range(1, enrolment.last_step + 1))
        with self.world.database.read() as session:
            assert caps.overspent(session) == []
        return len(touches)


def live(history: History, rounds: int) -> int:
    """Let time pass, and look after each while; returns how many touches there were."""
    touches = 0
    for _ in range(rounds):
        before = {touch.id for touch in history.world.all(Touch)}
        objected = set(history.objected)
        history.live(10)
        new = [touch for touch in history.world.all(Touch) if touch.id not in before]
        assert not objected & {touch.lead_id for touch in new}, "an objection was not final"
        touches = history.check()
    return touches


def test_it_keeps_its_promises_in_every_history(
    database: Database, tmp_path: Path, *, prove: bool
) -> None:
    history = History(database, tmp_path / "exports", random.Random(20261116))
    assert live(history, 100 if prove else 6) >= 10
    assert history.objected


def test_it_would_notice_that_objections_are_not_read(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suppressions, "matching", lambda *_positional, **_named: {})
    history = History(database, tmp_path / "exports", random.Random(20261116))
    with pytest.raises(AssertionError, match="an objection was not final"):
        live(history, 20)
