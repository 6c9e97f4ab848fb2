"""The day's drafts, on both databases."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlmodel import col, select, update

from prospector.draft import DraftReport, draft
from prospector.draft.rows import EVIDENCE_CHANGED
from prospector.draft.stage import material_for
from prospector.draft.templates import Slot
from prospector.errors import NotFound
from prospector.rules.ruleset import Ruleset
from prospector.store import drafts
from prospector.store.database import Database
from prospector.tables import (
    Account,
    Channel,
    Draft,
    DraftStatus,
    IdentityKind,
    Lead,
    Relation,
    RulesetRow,
    Run,
    RunStatus,
    Score,
    SegmentMembership,
    Signal,
)
from tests.draft.desk import SOURCES, ZONE, ruleset
from tests.policy.world import KEY, NOW, TODAY, World

TOMORROW = NOW + timedelta(days=1)
POLICY = {
    "grades": ["A1", "A2"],
    "sdrs": [{"id": "alice", "name": "Alice", "email": "alice@ours.example", "capacity": 2}],
}


class Team:
    """A world with a company that drafts."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder, self.world = database, folder, World(database)
        self.rules = ruleset(policy=POLICY)
        self.templates(SOURCES)

    def templates(self, sources: Mapping[str, str]) -> None:
        for name, text in sources.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def hires(self, name: str = "Acme", person: str = "Claire", **values: Any) -> int:
        """A company that posted a job, and somebody there; returns the lead."""
        account = self.world.account(name)
        lead = self.world.lead(person, account, **values)
        signal = self.world.signal(
            "job_posted", subject="Sales Manager", at=NOW - timedelta(days=4)
        )
        self.set(SegmentMembership, lead, evidence=[signal], fired=["hires"])
        return lead

    def set(self, table: Any, lead: int, **values: Any) -> None:
        column = col(table.id if table is Lead else table.lead_id)
        with self.database.write() as session:
            session.execute(update(table).where(column == lead).values(**values))

    def run(self, now: datetime = NOW, rules: Ruleset | None = None) -> DraftReport:
        return draft(
            self.database,
            rules or self.rules,
            self.folder,
            now=now,
            zone=ZONE,
            key=KEY,
            language="en",
        )

    def drafts(self) -> list[Draft]:
        with self.database.read() as session:
            return list(session.exec(select(Draft).order_by(col(Draft.id))))

    def one(self) -> Draft:
        (found,) = self.drafts()
        return found

    def move(self, old: DraftStatus, new: DraftStatus, **values: Any) -> None:
        with self.database.write() as session:
            draft_id = self.one().id or 0
            assert drafts.move(session, draft_id, old, new, **values)


@pytest.fixture
def team(database: Database, tmp_path: Path) -> Team:
    return Team(database, tmp_path / "templates")


def test_it_queues_a_message_with_everything_it_rests_on(team: Team) -> None:
    lead = team.hires()
    assert team.run() == DraftReport(queued=1)
    found = team.one()
    assert (found.lead_id, found.status, found.owner) == (lead, DraftStatus.QUEUED, "alice")
    assert found.subject == "The dates Acme promises"
    assert "Sales Manager" in found.body
    assert len(found.cites) == 1
    assert found.why_now == "Acme is hiring: Sales Manager"
    assert (found.grade, found.priority, found.step) == ("A1", 50.0, 1)
    assert (found.template, found.language) == ("hiring/1-opening.email.en.j2", "en")
    assert found.policy_version == team.rules.policy_version
    assert (found.business_date, found.created_at) == (TODAY, NOW)
    assert (found.held_gate, found.notes) == (None, [])


def test_it_logs_its_run(team: Team) -> None:
    team.hires()
    team.run()
    with team.database.read() as session:
        run = session.exec(select(Run).where(Run.stage == "draft")).one()
    assert run.status is RunStatus.DONE
    assert run.counts == {"queued": 1, "kept": 0, "rerendered": 0, "held": 0, "expired": 0}


def test_it_writes_only_what_the_desk_can_review_best_first(team: Team) -> None:
    people = [team.hires(f"Firm{number}", priority=number) for number in range(5)]
    assert team.run() == DraftReport(queued=2)
    assert sorted(each.lead_id for each in team.drafts()) == sorted(people[-2:])


def test_it_holds_a_message_that_needs_data(team: Team) -> None:
    lead = team.hires()
    team.set(SegmentMembership, lead, evidence=[])
    assert team.run() == DraftReport(held=1)
    found = team.one()
    assert (found.status, found.held_gate) == (DraftStatus.HELD, "needs_data")
    assert found.held_reason == "signal is unknown"


def test_it_holds_a_message_the_checks_refuse(team: Team) -> None:
    team.templates({"hiring/1-opening.email.en.j2": "Subject: Hi\n\n{{ signal.subject }} only"})
    team.hires()
    assert team.run() == DraftReport(held=1)
    assert team.one().held_gate == "checks"


def test_it_keeps_the_day_s_drafts_on_a_second_run(team: Team) -> None:
    team.hires()
    team.run()
    before = team.one()
    assert team.run(NOW + timedelta(hours=1)) == DraftReport(kept=1)
    assert team.one().updated_at == before.updated_at


def _new_title(team: Team, lead: int) -> None:
    team.set(Lead, lead, title="Head of Sales")


def _new_template(team: Team, _lead: int) -> None:
    name = "hiring/1-opening.email.en.j2"
    team.templates({name: SOURCES[name].replace("Shall I", "May I")})


def _new_ruleset(team: Team, lead: int) -> None:
    with team.database.write() as session:
        session.add(RulesetRow(version="v2", files={}, first_used_at=NOW))
    team.set(Score, lead, ruleset="v2")


@pytest.mark.parametrize("change", [_new_title, _new_template, _new_ruleset])
def test_it_writes_anew_what_nobody_touched_when_its_grounds_changed(
    team: Team, change: Callable[[Team, int], None]
) -> None:
    lead = team.hires()
    team.run()
    before = team.one()
    change(team, lead)
    report = team.run(NOW + timedelta(hours=1))
    after = team.one()
    assert report.kept + report.rerendered == 1
    assert report.rerendered == (before.body != after.body)
    assert after.updated_at == NOW + timedelta(hours=1)
    assert after.id == before.id


def test_it_writes_anew_when_the_policy_changed(team: Team) -> None:
    team.hires()
    team.run()
    rules = ruleset(policy={**POLICY, "active_per_account": 2})
    team.run(NOW + timedelta(hours=1), rules)
    assert team.one().policy_version == rules.policy_version


def test_it_never_overwrites_what_a_person_wrote(team: Team) -> None:
    lead = team.hires()
    team.run()
    mine = {"body": "mine", "edited": True, "touched_by": "alice", "updated_at": NOW}
    team.move(DraftStatus.QUEUED, DraftStatus.QUEUED, **mine)
    assert team.run() == DraftReport(kept=1)
    assert team.one().notes == []
    _new_title(team, lead)
    for now in (NOW, TOMORROW):
        assert team.run(now) == DraftReport(kept=1)
        found = team.one()
        assert (found.body, found.status) == ("mine", DraftStatus.QUEUED)
        assert found.notes == [EVIDENCE_CHANGED]
    assert found.business_date == TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    "status", [DraftStatus.APPROVED, DraftStatus.SKIPPED, DraftStatus.EXPORTED]
)
def test_it_leaves_what_a_person_decided(team: Team, status: DraftStatus) -> None:
    team.hires()
    team.run()
    team.move(DraftStatus.QUEUED, status, updated_at=NOW)
    if status is DraftStatus.EXPORTED:
        team.world.enrolment(team.one().lead_id, at=NOW)
    report = team.run(NOW + timedelta(hours=1))
    assert report == DraftReport()
    assert team.one().status is status


def test_it_ranks_yesterday_s_drafts_again(team: Team) -> None:
    old = [team.hires(f"Old{number}", priority=10 + number) for number in range(2)]
    team.run()
    better = team.hires("Better", priority=99)
    team.set(Score, old[0], priority=20.0)
    assert team.run(TOMORROW) == DraftReport(queued=1, rerendered=0, kept=1, held=1)
    found = {each.lead_id: each for each in team.drafts()}
    assert found[better].status is DraftStatus.QUEUED
    assert (found[old[0]].status, found[old[0]].priority) == (DraftStatus.QUEUED, 20.0)
    assert found[old[0]].business_date == TODAY + timedelta(days=1)
    assert (found[old[1]].status, found[old[1]].held_gate) == (DraftStatus.HELD, "capacity")
    assert found[old[1]].held_until is not None


def test_it_tells_yesterday_s_news_with_today_s_words(team: Team) -> None:
    name = "hiring/1-opening.email.en.j2"
    dated = SOURCES[name].replace("Shall I", "That was {{ signal.days_ago }} days ago. Shall I")
    team.templates({name: dated})
    team.hires()
    team.run()
    assert "4 days ago" in team.one().body
    assert team.run(TOMORROW) == DraftReport(rerendered=1)
    assert "5 days ago" in team.one().body


@pytest.mark.parametrize(
    ("table", "values"),
    [(SegmentMembership, {"segment": "other"}), (Score, {"grade": "C3"})],
)
def test_it_expires_yesterday_s_draft_when_nothing_speaks_for_it(
    team: Team, table: Any, values: Mapping[str, Any]
) -> None:
    lead = team.hires()
    team.run()
    team.set(table, lead, **values)
    report = team.run(TOMORROW)
    assert report.expired == 1
    assert team.drafts()[0].status is DraftStatus.EXPIRED


def test_it_holds_a_queued_draft_when_a_gate_closes(team: Team) -> None:
    lead = team.hires()
    team.run()
    account = team.one().account_id
    with team.database.write() as session:
        session.execute(
            update(Account).where(col(Account.id) == account).values(relation=Relation.CUSTOMER)
        )
    assert team.run(NOW + timedelta(hours=1)) == DraftReport(held=1)
    found = team.one()
    assert (found.lead_id, found.held_gate) == (lead, "customer")
    assert found.held_reason
    assert team.run(NOW + timedelta(hours=2)) == DraftReport()
    assert team.run(TOMORROW) == DraftReport(expired=1)


def test_it_queues_a_held_draft_when_its_gate_opens(team: Team) -> None:
    team.hires()
    team.run()
    caps: dict[str, Any] = {"held_gate": "caps", "held_reason": "full", "held_until": NOW}
    team.move(DraftStatus.QUEUED, DraftStatus.HELD, updated_at=NOW, **caps)
    assert team.run(NOW + timedelta(hours=1)) == DraftReport(kept=1)
    found = team.one()
    assert (found.status, found.held_gate, found.held_reason) == (DraftStatus.QUEUED, None, None)


def test_it_queues_a_message_whose_data_came(team: Team) -> None:
    lead = team.hires()
    with team.database.read() as session:
        signal = session.exec(select(Signal.id)).one()
    team.set(SegmentMembership, lead, evidence=[])
    team.run()
    team.set(SegmentMembership, lead, evidence=[signal])
    report = team.run(NOW + timedelta(hours=1))
    assert report.held == 0
    found = team.one()
    assert (found.status, found.held_gate) == (DraftStatus.QUEUED, None)
    assert "Sales Manager" in found.body


def test_it_wakes_a_snoozed_draft_on_its_day(team: Team) -> None:
    team.hires()
    team.run()
    until = TODAY + timedelta(days=2)
    team.move(DraftStatus.QUEUED, DraftStatus.SNOOZED, snoozed_until=until, updated_at=NOW)
    assert team.run(TOMORROW) == DraftReport()
    assert team.one().status is DraftStatus.SNOOZED
    team.run(NOW + timedelta(days=2))
    found = team.one()
    assert (found.status, found.snoozed_until) == (DraftStatus.QUEUED, None)
    assert found.business_date == until


def test_it_writes_the_next_step_on_its_day_on_what_the_first_one_said(team: Team) -> None:
    lead = team.hires()
    team.run()
    team.move(DraftStatus.QUEUED, DraftStatus.EXPORTED, updated_at=NOW)
    team.world.enrolment(lead, at=NOW)
    team.set(SegmentMembership, lead, segment="other", evidence=[], fired=[])
    assert team.run(NOW + timedelta(days=2)) == DraftReport()
    assert team.run(NOW + timedelta(days=3)) == DraftReport(queued=1)
    second = team.drafts()[1]
    assert (second.step, second.segment, second.channel) == (2, "hiring", Channel.EMAIL)
    assert second.subject == "Again, the dates Acme promises"
    assert second.cites == team.drafts()[0].cites


def test_it_writes_to_nobody_twice_when_two_run_at_once(team: Team) -> None:
    team.hires()
    barrier = Barrier(2)
    reports: list[DraftReport] = []

    def run() -> None:
        barrier.wait()
        reports.append(team.run())

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(team.drafts()) == 1
    assert sum(report.queued for report in reports) == 1


def test_it_marks_a_failed_run_and_raises(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("no more paper")

    monkeypatch.setattr("prospector.draft.stage.evidence.load", fail)
    with pytest.raises(RuntimeError, match="paper"):
        team.run()
    with team.database.read() as session:
        run = session.exec(select(Run).where(Run.stage == "draft")).one()
    assert (run.status, run.error) == (RunStatus.FAILED, "no more paper")


def test_it_gathers_the_material_of_one_lead(team: Team) -> None:
    lead = team.hires()
    slot = Slot("hiring", 1, "opening", "email")
    found = material_for(team.database, str(lead), slot, team.rules)
    assert (found.lead.id, len(found.evidence)) == (lead, 1)
    with pytest.raises(NotFound):
        material_for(team.database, "nobody@x.example", slot, team.rules)


def test_it_says_nothing_of_a_company_that_is_only_a_guess(team: Team) -> None:
    lead = team.hires()
    team.set(Lead, lead, sources={"account_id": {"from": "headline"}})
    slot = Slot("hiring", 1, "opening", "email")
    found = material_for(team.database, str(lead), slot, team.rules)
    assert (found.account, list(found.evidence)) == (None, [])
    profile = team.world.identity(IdentityKind.PROFILE, "linkedin.com/in/claire-d", lead)
    liked = team.world.signal("post_liked", profile)
    team.set(SegmentMembership, lead, evidence=[liked], fired=[])
    found = material_for(team.database, str(lead), slot, team.rules)
    assert [signal.id for signal in found.evidence] == [liked]


def test_it_adds_reports_up() -> None:
    assert DraftReport(1, 2, 3, 4, 5) + DraftReport(queued=1) == DraftReport(2, 2, 3, 4, 5)


def test_it_writes_the_sequence_a_move_lent_with_the_evidence_of_the_lead(team: Team) -> None:
    lead = team.hires()
    team.set(SegmentMembership, lead, segment="other", drafts_as="hiring")
    assert team.run() == DraftReport(queued=1)
    found = team.one()
    assert (found.segment, found.cites != []) == ("hiring", True)
    assert "Sales Manager" in found.body
    # Nothing is lent any more: the draft of yesterday has no place, and theirs is another.
    team.set(SegmentMembership, lead, drafts_as=None)
    team.run(TOMORROW)
    assert team.drafts()[0].status is DraftStatus.EXPIRED
    assert {each.segment for each in team.drafts()[1:]} == {"other"}


def test_it_varies_by_behaviour_and_writes_anew_when_that_changes(team: Team) -> None:
    lead = team.hires()
    calm = "{% if lead.behaviour == 'prudent' %}No hurry: {% endif %}Shall I send"
    name = "hiring/1-opening.email.en.j2"
    team.templates({name: SOURCES[name].replace("Shall I send", calm)})
    rules = ruleset(
        policy=POLICY,
        segments={
            **team.rules.segments.model_dump(by_alias=True),
            "behaviours": [{"id": "prudent", "label": "Prudent", "when": "intent < 90"}],
        },
    )
    team.run(rules=rules)
    assert "No hurry" not in team.one().body
    team.set(SegmentMembership, lead, behaviour="prudent")
    assert team.run(rules=rules) == DraftReport(rerendered=1)
    assert "No hurry: Shall I send" in team.one().body
