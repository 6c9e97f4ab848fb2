"""A merged company scores as if feeds had said one company from the start; parted, as before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from prospector.resolve import resolve
from prospector.resolve.merging import accounts
from prospector.resolve.merging.stage import unmerge
from prospector.score import stage
from prospector.store import touched
from prospector.store.database import Database
from prospector.store.files import changes
from prospector.tables import AccountIdentityKind, IdentityKind, Run, RunStatus, Signal
from tests.resolve.sightings import day, known, see
from tests.rulesets import intent_rule, make_ruleset

FR, COM = "vernaliq-france.example", "vernaliq.example"
BOB, CLAIRE, EVE = f"bob@{FR}", f"claire@{COM}", "eve@globex.example"
RULES = make_ruleset(
    intent={
        "rules": [
            intent_rule("liked", "signal.kind = 'post_liked'", 10, redundancy=0.5),
            intent_rule("hiring", "signal.kind = 'job_posted'", 8, scope="account", share=0.5),
            intent_rule("burst", "signal.kind = 'job_posted' and account.surge > 55", 3),
        ]
    }
)
_T = SQLModel.metadata.tables
_SCORED = ("fit_nano", "fit_lower_nano", "fit_upper_nano", "fit_expected_nano", "intent_nano", "intent_raw_nano",
    "grade", "priority", "rule_totals", "profile", "newest_signal_at", "unknown_field")  # fmt: skip


def tell(database: Database, france: str) -> None:
    """Two offices with a person, likes of one post and jobs each; `france` is what the second goes by."""
    see(
        database,
        {"email": CLAIRE, "title": "Sales director", "domain": COM},
        {"email": BOB, "domain": france, "employees": 120},
        {"email": EVE, "employees": 300},
    )
    with database.write() as session:
        connection = session.connection()
        run = Run(stage="collect", status=RunStatus.DONE, as_of=day(0), started_at=day(0))
        session.add(run)
        session.flush()
        for number, (kind, who, domain) in enumerate(
            [
                ("post_liked", CLAIRE, None),
                ("post_liked", BOB, None),
                ("post_liked", EVE, None),
                *[("job_posted", None, COM)] * 2,
                *[("job_posted", None, france)] * 4,
                ("job_posted", BOB, france),
            ]
        ):
            person = company = None
            if who:
                person = known(connection, "identity", IdentityKind.EMAIL, who, day(0))
            if domain:
                kind_of = AccountIdentityKind.DOMAIN
                company = known(connection, "account_identity", kind_of, domain, day(0))
            session.add(
                Signal(
                    feed="posts", external_id=f"{number:02}", kind=kind, subject=f"subject {number // 3}",
                    subject_folded=f"subject {number // 3}", occurred_at=day(0) + timedelta(hours=number),
                    received_at=day(0) + timedelta(hours=number), person_identity_id=person,
                    account_identity_id=company, run_id=run.id or 0, file="posts.csv", line=number + 2,
                )
            )  # fmt: skip
    resolve(database, RULES, now=day(1))


def scores(database: Database) -> dict[str, tuple[Any, ...]]:
    with database.read() as session:
        score, lead = _T["score"], _T["lead"]
        columns = [score.c[name] for name in _SCORED]
        statement = select(lead.c.email, *columns).join(score, score.c.lead_id == lead.c.id)
        return {row[0]: tuple(row[1:]) for row in session.execute(statement)}


def test_it_scores_as_one_company_and_as_two_again(stores: Callable[[], Database]) -> None:
    two, one = stores(), stores()
    tell(two, FR)
    tell(one, COM)
    for database in (two, one):
        stage.score(database, RULES, now=day(2))
    before, want = scores(two), scores(one)
    assert before[CLAIRE] != want[CLAIRE]
    assert before[BOB] != want[BOB]
    assert before[EVE] == want[EVE]
    with two.read() as session:
        marks = changes.marks(session)
    made = accounts.merge(two, RULES, COM, FR, reason="one group", actor="alice", now=day(2))
    with two.read() as session:
        stirred = touched.since(session, marks)
    stage.rescore(two, RULES, stirred, now=day(2))  # as `prospector serve` does
    assert scores(two) == want
    stage.score(two, RULES, now=day(2))
    assert scores(two) == want
    unmerge(two, RULES, made.merge, actor="alice", now=day(2))
    stage.score(two, RULES, now=day(2))
    assert scores(two) == before
    for database in (two, one):
        database.dispose()
