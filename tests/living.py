"""What happens to a store in a year, at random: rows come, are resolved, merged, corrected, erased."""

import json
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text
from sqlmodel import select

from prospector.collect import Options, import_files
from prospector.engine import copies
from prospector.errors import UsageError
from prospector.resolve import resolve
from prospector.resolve.merging.stage import merge, unmerge
from prospector.rules.ruleset import Ruleset
from prospector.store.database import Database
from prospector.tables import Lead, Merge
from tests.rulesets import KINDS, intent_rule, make_ruleset, segment
from tests.stories import NOW

PLACES = {"base": {"entity": "account", "type": "text"}}
RANKS = {"rank": {"entity": "signal", "type": "number"}}


def rules(*declared: dict[str, dict[str, str]]) -> Ruleset:
    """Rules that read something of everything, and what is declared."""
    fields = {name: told for one in declared for name, told in one.items()}
    asked = [f" or {told['entity']}.{name} is not null" for name, told in fields.items()]
    condition = (
        "signal.subject = 'sales' or lead.title = 'ceo' or account.employees > 3"
        " or has(account.tools, 'hubspot') or signal.occurred_at is null" + "".join(asked)
    )
    return make_ruleset(
        signals={"kinds": KINDS, "fields": fields},
        segments={
            "segments": [
                segment("many", "intent > 2"),
                segment("ceo", "lead.title = 'ceo' or account.employees > 9"),
            ]
        },
        intent={
            "rules": [
                intent_rule("wide", condition, 3, scope="account", share=0.5),
                intent_rule("liked", "signal.kind = 'post_liked'", 2),
            ]
        },
    )


class Life:
    """What happens to a store, at random."""

    def __init__(self, database: Database, tmp_path: Path, seed: int) -> None:
        self.database, self.tmp_path = database, tmp_path
        self.chance = random.Random(seed)
        self.ruleset = rules(PLACES)
        self.imports = 0
        self.told: list[str] = []

    def live(self, steps: int, check: Callable[[], None]) -> None:
        self.arrive()
        self.resolve()
        self.bring_up()
        for _ in range(steps):
            self.happen()
            check()

    def happen(self) -> None:
        """Something, at random."""
        verbs = [
            self.arrive, self.arrive, self.resolve, self.merge, self.unmerge, self.declare,
            self.correct, self.erase, self.leave, self.bring_up, self.bring_up,
        ]  # fmt: skip
        self.chance.choice(verbs)()

    def bring_up(self) -> None:
        copies.bring_up(self.database, self.ruleset.signals, tell=self.told.append, least=0)

    def arrive(self) -> None:
        self.imports += 1
        path = self.tmp_path / f"rows{self.imports}.json"
        rows = [self.row(number) for number in range(self.chance.randint(1, 12))]
        path.write_text(json.dumps(rows), encoding="utf-8")
        ago = timedelta(days=self.chance.choice([0, 1, 3]))
        import_files(self.database, self.ruleset, [path], Options(feed="rows"), now=NOW - ago)

    def row(self, number: int) -> dict[str, object]:
        person, company = self.chance.randrange(9), self.chance.randrange(4)
        known_by = {"email": f"p{person}@c{company}.example"}
        if self.chance.random() < 0.4:
            known_by = {"linkedin_url": f"https://www.linkedin.com/in/p{person}"}
        if self.chance.random() < 0.2:
            known_by |= {"email": f"p{person}@c{company}.example"}
        told = {
            "title": self.chance.choice(["CEO", "Élan", None]),
            "company": f"Company {company}",
            "employees": self.chance.choice([2, 40]),
            "tools": self.chance.choice(["HubSpot; Salesforce", ""]),
            "base": self.chance.choice(["Lyon", "-"]),
            "rank": self.chance.choice(["1", "high"]),
        }
        when = {
            "kind": self.chance.choice(["post_liked", "pricing_visited", "purchased"]),
            "occurred_at": (NOW - timedelta(hours=self.chance.randrange(200))).isoformat(),
            "external_id": f"{self.imports}-{number}",
            "subject": self.chance.choice(["Sales", "Élan!", ""]),
            "amount": 9.5,
        }
        return {**known_by, **told, **(when if self.chance.random() < 0.8 else {})}

    def resolve(self) -> None:
        resolve(self.database, self.ruleset, now=NOW)

    def merge(self) -> None:
        with self.database.read() as session:
            leads = session.exec(select(Lead.id).where(Lead.merged_into == None)).all()  # noqa: E711 - SQL
        if len(leads) > 1:
            one, other = self.chance.sample(leads, 2)
            with suppress(UsageError):
                merge(
                    self.database, self.ruleset, str(one), str(other),
                    reason="so", actor="alice", now=NOW,
                )  # fmt: skip

    def unmerge(self) -> None:
        with self.database.read() as session:
            made = list(session.exec(select(Merge.id)).all())
        if made:
            with suppress(UsageError):
                unmerge(
                    self.database, self.ruleset, self.chance.choice(made) or 0,
                    actor="alice", now=NOW,
                )  # fmt: skip

    def declare(self) -> None:
        self.ruleset = rules(PLACES, RANKS) if self.chance.random() < 0.5 else rules(RANKS)

    def correct(self) -> None:
        """Somebody changes rows by hand."""
        self._by_hand("UPDATE lead SET title = 'ceo', account_id = NULL WHERE id % 5 = :n")
        self._by_hand("UPDATE account SET employees = 7 WHERE id % 5 = :n")

    def erase(self) -> None:
        """Personal columns are emptied, and signals go."""
        self._by_hand("UPDATE signal SET text = NULL, subject_folded = NULL WHERE id % 5 = :n")
        self._by_hand("DELETE FROM signal WHERE id % 7 = :n")

    def leave(self) -> None:
        """Some people are suppressed now, others no longer are."""
        self._by_hand(
            "UPDATE lead SET suppressed_at = CASE WHEN suppressed_at IS NULL THEN 1 END"
            " WHERE id % 5 = :n"
        )

    def _by_hand(self, statement: str) -> None:
        with self.database.write() as session:
            session.execute(text(statement), {"n": self.chance.randrange(5)})
