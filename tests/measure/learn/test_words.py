"""The answer in words: what, on what grounds, how well, and what it cannot know."""

from datetime import UTC, datetime

from prospector.measure.cases import Counted
from prospector.measure.ladder import Rung
from prospector.measure.learn.auc import Area
from prospector.measure.learn.drift import Drift, Movement
from prospector.measure.learn.judging import GradeRate, Judgement, Scored
from prospector.measure.learn.leakage import Leak
from prospector.measure.learn.learnt import Learnt, Sizes, Verdict, as_result
from prospector.measure.learn.points import Scale
from prospector.measure.learn.regression import Fitted
from prospector.measure.learn.scorecard import Change, Proposed, Rates, Scorecard
from prospector.measure.learn.study import Proposal, Study
from prospector.measure.learn.words import headline, lines, report
from prospector.rates import Count, rate
from tests.measure.learn.made import REGION, RULES

RATES = Rates(Count(30, 60), Count(20, 200))
WHEN = datetime(2026, 6, 1, tzinfo=UTC)


def sizes(**more: int) -> Sizes:
    counted = Counted(Rung.REPLIED, judged=600, reached=200, too_young=12, not_judged=7)
    plain = {"suppressed": 3, "minimum": 120, "missing_reached": 0, "missing_not_reached": 0}
    return Sizes(counted, **plain | {"training": 400, "held_out": 150, "known_accounts": 50} | more)


def a_study(gain: Area, *, silenced: int = 2) -> Study:
    proposed = (
        Proposed(RULES[0], Change.CHANGED, 20, 25, 24.6, 21.0, 28.0, RATES),
        Proposed(RULES[1], Change.AGREES, 20, 20, 19.0, 10.0, 30.0, RATES),
        Proposed(RULES[2], Change.FLIPS, -10, -10, 5.0, 1.0, 9.0, RATES),
        Proposed(RULES[3], Change.TOO_FEW, 60, 60, None, None, None, RATES),
        Proposed(REGION, Change.NEW, 0, 12, 12.2, 8.0, 16.0, RATES),
    )
    area = Area(0.7, 0.6, 0.8)
    judgement = Judgement(
        areas=(Scored("today", Area(0.6, 0.5, 0.7)), Scored("proposal", area)),
        gain=gain,
        grades=(
            GradeRate("A1", rate(30, 60), rate(40, 50)),
            GradeRate("B2", rate(30, 60), rate(2, 10)),
            GradeRate("C3", rate(1, 5), rate(0, 40)),
        ),
        brier=0.2,
        brier_of_the_rate=0.25,
    )
    return Study(
        scorecard=Scorecard(proposed, (), Fitted(None, 0.0), Scale(10.0, 50.0), 0.1),  # type: ignore[arg-type] # not asked
        held=area,
        leaks=(Leak("account.city", "it almost decides"),),
        drifts=(
            Drift("intent event", 0.3, 0.1, Movement.DRIFTED),
            Drift("intent like", 0.01, 0.1, Movement.STEADY),
        ),
        tried=24,
        unknown_then=1,
        proposal=Proposal({}, "v2", silenced, judgement),
    )


def a_learnt(verdict: Verdict, study: Study | None = None, **more: int) -> Learnt:
    title = "predicts replies, not meetings"
    return Learnt(
        verdict, title, "v1", WHEN, sizes(**more), cut=WHEN if study else None, study=study
    )


def test_it_says_how_many_are_missing() -> None:
    found = headline(a_learnt(Verdict.TOO_FEW, missing_reached=1, missing_not_reached=20))
    assert found == (
        "too few outcomes to learn from: 1 missing to 120 cases with the outcome, 20 missing to 120"
        " cases without it (outcome `replied`, predicts replies, not meetings)"
    )
    assert "4 missing on one side" in headline(a_learnt(Verdict.TOO_FEW, missing_in_part=4))


def test_it_names_the_outcome_whatever_the_answer() -> None:
    study = a_study(Area(0.1, 0.05, 0.15))
    for verdict in Verdict:
        found = headline(a_learnt(verdict, study))
        assert "`replied`" in found
        assert "not meetings" in found
    assert "0.700 (95 %: 0.600 to 0.800)" in headline(a_learnt(Verdict.NO_USABLE_SIGNAL, study))


def test_it_tells_every_change_with_its_grounds() -> None:
    found = "\n".join(lines(a_learnt(Verdict.PROPOSAL, a_study(Area(0.1, 0.05, 0.15)))))
    assert "Proposed (6.9 points of intent double the odds; 24 conditions tried)" in found
    assert (
        "- intent event: 20 -> 25; the cases say 24.6 (95 %: 21.0 to 28.0); 50% of 60 with it, 10% of 200 without"
        in found
    )
    assert "- new account.region = 'bretagne': +12;" in found
    assert "other sign, so nothing was changed\n- intent job: -10 -> -10" in found
    assert "- the cases agree with today's points: intent like" in found
    assert "- too few cases with it or without it: fit director" in found
    assert "- account.city: it almost decides" in found
    assert "- intent event: 0.30, drifted (by chance up to 0.10)" in found
    assert "intent like: 0.01" not in found
    assert (
        "12 too young to be judged, 7 that say nothing of the lead, 3 of suppressed people" in found
    )
    assert "1 cases of people not yet known" in found


def test_it_tells_how_the_proposal_did_on_held_out_cases() -> None:
    found = "\n".join(lines(a_learnt(Verdict.PROPOSAL, a_study(Area(0.1, 0.05, 0.15)))))
    assert "- today's rules (priority): 0.600 (95 %: 0.500 to 0.700)" in found
    assert "+0.100 (95 %: +0.050 to +0.150)\n" in found
    assert "- A1: 50% of 60, then 80% of 50 (95 %: 67% to 89%): off" in found
    assert "- B2: 50% of 60, too few held out (10)" in found
    assert "- C3: too few (5), then 0% of 40" in found
    assert "2 tests of today no longer hold" in found
    assert "Only people we wrote to have outcomes" in found


def test_it_says_when_the_proposal_is_not_shown_to_be_better() -> None:
    even = "\n".join(
        lines(a_learnt(Verdict.PROPOSAL, a_study(Area(0.01, -0.05, 0.07), silenced=0)))
    )
    assert "not shown to be better" in even
    assert "tests of today" not in even
    worse = "\n".join(lines(a_learnt(Verdict.PROPOSAL, a_study(Area(-0.1, -0.15, -0.05)))))
    assert ": worse" in worse


def test_it_says_the_same_whenever_it_is_asked() -> None:
    one = report(a_learnt(Verdict.PROPOSAL, a_study(Area(0.1, 0.05, 0.15))))
    assert one.startswith("# a proposal for `replied`: predicts replies, not meetings\n")
    assert as_result(a_learnt(Verdict.PROPOSAL))["as_of"] == WHEN
