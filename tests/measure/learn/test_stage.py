"""From the store to a proposal: what was known then, whom it leaves out, and what it says."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from prospector.columns import to_micros
from prospector.errors import UsageError
from prospector.measure.ladder import Rung
from prospector.measure.learn import sample
from prospector.measure.learn.learnt import Learnt, Verdict
from prospector.measure.learn.scorecard import Change
from prospector.measure.learn.stage import REPORT, Options, learn
from prospector.rules.loader import load, load_ruleset
from prospector.rules.ruleset import Ruleset
from prospector.score.examples import run_examples
from prospector.store import suppressions
from prospector.store.database import Database
from prospector.tables import Decision, Lead, Sighting, Signal, SourceRank, SuppressionKind
from tests.measure.learn.lived import START, Truth, live

RULES = Path(__file__).parents[3] / "rules"
KEY = b"key"
ENOUGH = 420


@pytest.fixture(scope="module")
def today() -> Ruleset:
    return load_ruleset(RULES)


def learnt(database: Database, ruleset: Ruleset, out: Path, now: datetime, **more: int) -> Learnt:
    options = Options(out=out, examples=lambda _: [], draws=10, **more)  # type: ignore[arg-type] # numbers
    return learn(database, ruleset, options, now=now, key=KEY)


def know_more(session: Session, number: int, at: datetime) -> None:
    """An hour after the morning: a visit, an event, and what sort of person it is."""
    for kind in ("pricing_visited", "event_attended"):
        session.add(
            Signal(
                feed="later",
                external_id=f"{kind}{number}",
                kind=kind,
                occurred_at=at,
                received_at=at,
                person_identity_id=number,
                run_id=1,
                file="later.csv",
                line=number,
            )
        )
    lead = session.get_one(Lead, number)
    lead.posture = "field"
    lead.sources = {"posture": {"feed": "crm", "first_seen": to_micros(at)}}


def told_again(at: datetime) -> Sighting:
    """A row that said something of somebody, so that what was known when matters."""
    return Sighting(
        feed="crm",
        content_hash="x",
        rank=SourceRank.CRM,
        run_id=1,
        file="crm.csv",
        line=2,
        received_at=at,
        seen_at=at,
    )


def new_conditions(found: Learnt) -> list[str]:
    assert found.study
    rules = found.study.scorecard.proposed
    return [one.feature.name for one in rules if one.change is Change.NEW]


def test_it_proposes_what_was_planted(database: Database, today: Ruleset, tmp_path: Path) -> None:
    now = live(database, Truth(), people=600, mornings=8)
    out = tmp_path / "learnt"
    options = Options(out=out, examples=run_examples, draws=40)
    steps: list[tuple[int, int]] = []
    found = learn(database, today, options, now=now, key=KEY, tell=lambda *done: steps.append(done))
    assert steps == [(number, 48) for number in range(1, 49)]  # eight mornings, forty draws
    assert found.verdict is Verdict.PROPOSAL
    assert found.title == "predicts SDR approval, not meetings"
    assert new_conditions(found) == ["new account.region = 'bretagne'"]
    assert found.study
    assert found.study.proposal
    assert found.study.proposal.judgement.gain.value > 0
    written = load(out, templates_dir=tmp_path / "none")
    assert written.ruleset.version == found.study.proposal.version
    assert all(one.passed for one in run_examples(written.ruleset))
    assert (out / REPORT).read_text(encoding="utf-8").startswith("# a proposal for `approved`")
    assert load_ruleset(RULES).version == today.version
    again = learn(database, today, replace(options, out=tmp_path / "again"), now=now, key=KEY)
    assert again.out
    for path in out.iterdir():
        assert (again.out / path.name).read_bytes() == path.read_bytes()


def test_it_says_no_usable_signal_where_there_is_none(
    database: Database, today: Ruleset, tmp_path: Path
) -> None:
    now = live(database, Truth(base=0.5, attended=0, bretagne=0), people=ENOUGH, mornings=5)
    found = learnt(database, today, tmp_path / "learnt", now)
    assert found.verdict is Verdict.NO_USABLE_SIGNAL
    assert not (tmp_path / "learnt").exists()


def test_it_refuses_below_the_minimum_and_says_how_many_are_missing(
    database: Database, today: Ruleset, tmp_path: Path
) -> None:
    now = live(database, Truth(), people=300, mornings=5)
    with database.write() as session:
        hits = session.exec(select(Decision).where(Decision.action == "approve")).all()
        for one in hits[119:]:
            one.action, one.reason = "skip", "bad_fit"  # type: ignore[assignment] # as stored
    found = learnt(database, today, tmp_path / "learnt", now)
    assert found.verdict is Verdict.TOO_FEW
    assert (found.sizes.missing_reached, found.sizes.missing_not_reached) == (1, 0)
    assert found.study is None
    with database.write() as session:
        skipped = session.exec(select(Decision).where(Decision.action == "skip")).first()
        assert skipped
        skipped.action, skipped.reason = "approve", None  # type: ignore[assignment] # as stored
    found = learnt(database, today, tmp_path / "learnt", now)
    assert found.sizes.missing_reached == 0


def test_it_proposes_the_pace_of_companies_and_leaves_out_what_the_outcome_wrote(
    database: Database, today: Ruleset, tmp_path: Path
) -> None:
    truth = Truth(attended=0, bretagne=0, faster=0.5, leaks=True)
    now = live(database, truth, people=ENOUGH, mornings=5)
    out = tmp_path / "learnt"
    found = learnt(database, today, out, now)
    assert new_conditions(found) == ["new account.momentum >= 91"]
    assert "- new account.momentum >= 91: +45; the cases say" in (out / REPORT).read_text("utf-8")
    assert "account.momentum >= 91" in (out / "fit.yaml").read_text("utf-8")
    assert found.study
    assert [leak.source for leak in found.study.leaks] == ["account.city"]
    assert "filled by what happened" in found.study.leaks[0].reason
    assert not any("account.city" in one.name for one in found.study.scorecard.columns)


def test_it_learns_nothing_from_suppressed_people(
    database: Database, today: Ruleset, tmp_path: Path
) -> None:
    now = live(database, Truth(), people=300, mornings=5)
    with database.write() as session:
        for number in range(1, 11):
            closed = suppressions.Value(SuppressionKind.DOMAIN, f"company{number}.example")
            suppressions.add(session, closed, key=KEY, reason="asked", source="test", at=START)
    found = learnt(database, today, tmp_path / "learnt", now, minimum=1000)
    assert found.sizes.suppressed == 30
    assert found.sizes.counted.judged == 270


def test_it_never_sees_what_came_after_the_morning_of_a_case(
    database: Database, today: Ruleset, tmp_path: Path
) -> None:
    now = live(database, Truth(), people=ENOUGH, mornings=5)
    before = learnt(database, today, tmp_path / "before", now)
    with database.write() as session:
        session.add(told_again(now))
        for one in session.exec(select(Decision).where(Decision.action == "approve")).all():
            know_more(session, one.draft_id, one.at - timedelta(hours=1))
    after = learnt(database, today, tmp_path / "after", now)
    assert before.study
    assert after.study
    assert before.study.scorecard.proposed == after.study.scorecard.proposed
    assert before.study.held == after.study.held
    assert after.study.leaks == ()


def test_it_learns_nothing_from_held_out_cases(
    database: Database, today: Ruleset, tmp_path: Path
) -> None:
    now = live(database, Truth(), people=ENOUGH, mornings=5)
    before = learnt(database, today, tmp_path / "before", now)
    assert before.cut
    with database.write() as session:
        late = session.exec(select(Decision).where(Decision.at > before.cut)).all()
        for one in late:
            turned = one.action == "skip"
            one.action = "approve" if turned else "skip"  # type: ignore[assignment] # as stored
            one.reason = None if turned else "bad_fit"
    after = learnt(database, today, tmp_path / "after", now)
    assert before.study
    assert after.study
    assert before.study.scorecard.proposed == after.study.scorecard.proposed
    assert before.study.held.value == pytest.approx(1 - after.study.held.value)


def test_it_writes_over_nothing(database: Database, today: Ruleset, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="move it away"):
        learnt(database, today, tmp_path, START)


def test_it_takes_the_rung_that_lacks_fewest_unless_told(
    database: Database, today: Ruleset, tmp_path: Path
) -> None:
    now = live(database, Truth(), people=150, mornings=5)
    assert learnt(database, today, tmp_path / "a", now).rung is Rung.APPROVED
    options = Options(out=tmp_path / "b", examples=lambda _: [], rung=Rung.WON)
    found = learn(database, today, options, now=now, key=KEY)
    assert found.title == "predicts signed deals"
    assert found.sizes.missing_reached == sample.LEAST


def test_it_says_so_where_all_cases_are_of_one_morning(
    database: Database, today: Ruleset, tmp_path: Path
) -> None:
    now = live(database, Truth(), people=300, mornings=1)
    found = learnt(database, today, tmp_path / "learnt", now, minimum=60)
    assert found.verdict is Verdict.TOO_FEW
    assert found.sizes.missing_in_part == sample.LEAST_IN_PART


def test_it_says_what_is_missing_on_one_side_of_the_cut(
    database: Database, today: Ruleset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = live(database, Truth(), people=300, mornings=5)
    monkeypatch.setattr(sample, "LEAST_IN_PART", 60)
    found = learnt(database, today, tmp_path / "learnt", now, minimum=60)
    assert found.verdict is Verdict.TOO_FEW
    assert found.sizes.missing_in_part > 0
    assert isinstance(found.cut, datetime)
