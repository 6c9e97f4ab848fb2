"""What was learnt, in words: the same for the terminal and for the page in the proposal's folder."""

from collections.abc import Iterator

from prospector.measure.learn.auc import Area
from prospector.measure.learn.drift import Movement
from prospector.measure.learn.judging import GradeRate, Judgement
from prospector.measure.learn.learnt import Learnt, Sizes, Verdict
from prospector.measure.learn.proposal import share
from prospector.measure.learn.scorecard import Change, Proposed
from prospector.measure.learn.study import Proposal, Study

_LIMITS = (
    "Only people we wrote to have outcomes: what today's rules never let through cannot be learnt.",
    "What everybody we wrote to has looks useless: a fall of such a rule may mean only that it chose them.",
    "Intervals are of the accounts seen, by bootstrap; rules that chance chose look better than they are.",
)
_WAYS = {
    "today": "today's rules (priority)",
    "proposal": "the proposed rules (priority)",
    "scorecard": "the scorecard before rounding",
    "yardstick": "yardstick: gradient boosting, which nobody can read",
}


def report(learnt: Learnt) -> str:
    """The page of a proposal."""
    return "\n".join([f"# {headline(learnt)}", "", *lines(learnt)]) + "\n"


def headline(learnt: Learnt) -> str:
    """The answer in one sentence."""
    sizes, rung = learnt.sizes, learnt.rung.value
    if learnt.verdict is Verdict.TOO_FEW:
        return (
            f"too few outcomes to learn from: {_missing(sizes)} (outcome `{rung}`, {learnt.title})"
        )
    if learnt.verdict is Verdict.NO_USABLE_SIGNAL and learnt.study:
        held = interval(learnt.study.held)
        return f"no usable signal for `{rung}`: the held-out AUC is {held}, and 0.5 is chance ({learnt.title})"
    if learnt.verdict is Verdict.NOTHING_TO_CHANGE:
        return (
            f"nothing to change for `{rung}`: the cases agree with today's rules ({learnt.title})"
        )
    return f"a proposal for `{rung}`: {learnt.title}"


def lines(learnt: Learnt) -> list[str]:
    """All that is below the headline."""
    found = list(_sizes(learnt))
    if learnt.study:
        found += [line for part in _study(learnt.study) for line in part]
    if learnt.study and learnt.study.proposal:
        found += [line for part in _judged(learnt.study.proposal) for line in part]
    return [*found, "", "What this cannot know", *(f"- {line}" for line in _LIMITS)]


def interval(area: Area) -> str:
    """A figure with its 95 % interval."""
    return f"{area.value:.3f} (95 %: {area.low:.3f} to {area.high:.3f})"


def _missing(sizes: Sizes) -> str:
    if sizes.missing_in_part:
        return f"{sizes.missing_in_part} missing on one side of {sizes.training} earlier and {sizes.held_out} later cases of other accounts"
    told = [
        f"{missing} missing to {sizes.minimum} cases {what}"
        for missing, what in (
            (sizes.missing_reached, "with the outcome"),
            (sizes.missing_not_reached, "without it"),
        )
        if missing
    ]
    return ", ".join(told)


def _sizes(learnt: Learnt) -> Iterator[str]:
    sizes, counted = learnt.sizes, learnt.sizes.counted
    yield f"- {counted.judged} cases can be judged: {counted.reached} reached it, {counted.judged - counted.reached} did not"
    yield f"- left out: {counted.too_young} too young to be judged, {counted.not_judged} that say nothing of the lead, {sizes.suppressed} of suppressed people"
    if learnt.cut:
        yield f"- learnt from {sizes.training} cases before {learnt.cut:%Y-%m-%d}, judged on {sizes.held_out} later ones of other accounts; {sizes.known_accounts} later ones of the same accounts are on neither side"


def _study(study: Study) -> Iterator[list[str]]:
    changes = [
        one for one in study.scorecard.proposed if one.change in (Change.NEW, Change.CHANGED)
    ]
    flips = [one for one in study.scorecard.proposed if one.change is Change.FLIPS]
    kept = [one for one in study.scorecard.proposed if one.change in _KEPT and one.feature.rule]
    rate = study.scorecard.scale.to_double_the_odds
    if changes:
        yield [
            "",
            f"Proposed ({rate:.1f} points of intent double the odds; {study.tried} conditions tried)",
        ]
        yield [f"- {_proposed(one)}" for one in changes]
    if flips:
        yield ["", "For a person: the cases say the other sign, so nothing was changed"]
        yield [f"- {_proposed(one)}" for one in flips]
    if kept:
        yield ["", "Left as they are"]
        yield [f"- {why}: {names}" for why, names in _grouped(kept)]
    if study.leaks:
        yield ["", "Not learnt from: it knows the answer"]
        yield [f"- {leak.source}: {leak.reason}" for leak in study.leaks]
    moved = [one for one in study.drifts if one.movement is not Movement.STEADY]
    if moved:
        yield ["", "Recent cases differ from those learnt from (population stability index)"]
        yield [
            f"- {one.feature}: {one.psi:.2f}, {one.movement.value} (by chance up to {one.by_chance:.2f})"
            for one in moved
        ]
    if study.unknown_then:
        yield [f"- {study.unknown_then} cases of people not yet known on that morning are left out"]


_KEPT = {
    Change.AGREES: "the cases agree with today's points",
    Change.TOO_FEW: "too few cases with it or without it",
    Change.OUTCOME: "on outcomes: they know how it went",
    Change.LEAKS: "almost decide the outcome",
}


def _grouped(kept: list[Proposed]) -> Iterator[tuple[str, str]]:
    for change, why in _KEPT.items():
        names = [one.feature.name for one in kept if one.change is change]
        if names:
            yield why, ", ".join(names)


def _proposed(one: Proposed) -> str:
    moved = f"{one.points:+g}" if one.change is Change.NEW else f"{one.today:g} -> {one.points:g}"
    said = (
        ""
        if one.learnt is None
        else f"; the cases say {one.learnt:.1f} (95 %: {one.low:.1f} to {one.high:.1f})"
    )
    return f"{one.feature.name}: {moved}{said}; {share(one.rates.with_it)} with it, {share(one.rates.without)} without"


def _judged(proposal: Proposal) -> Iterator[list[str]]:
    judged = proposal.judgement
    yield [
        "",
        "Held-out cases: how well each puts those with the outcome first (AUC, 0.5 = chance)",
    ]
    yield [f"- {_WAYS[one.name]}: {interval(one.area)}" for one in judged.areas]
    yield [f"- {_gain(judged)}"]
    yield ["", "Rate per grade under the proposed rules: learnt, then seen in held-out cases"]
    yield [f"- {_grade(one)}" for one in judged.grades]
    yield [
        f"- Brier score {judged.brier:.3f}; {judged.brier_of_the_rate:.3f} for the plain rate (smaller is better)"
    ]
    if proposal.tests_silenced:
        yield [
            "",
            f"{proposal.tests_silenced} tests of today no longer hold: they stand as comments in the proposal, for a person",
        ]


def _gain(judged: Judgement) -> str:
    gain = judged.gain
    told = f"the proposed rules over today's: {gain.value:+.3f} (95 %: {gain.low:+.3f} to {gain.high:+.3f})"
    if gain.low > 0:
        return told
    return f"{told}: {'worse' if gain.high < 0 else 'not shown to be better'}"


def _grade(one: GradeRate) -> str:
    came = one.came
    if came.share is None or came.low is None or came.high is None:
        return f"{one.grade}: {_learnt(one)}, too few held out ({came.n})"
    seen = f"{came.share:.0%} of {came.n} (95 %: {came.low:.0%} to {came.high:.0%})"
    return f"{one.grade}: {_learnt(one)}, then {seen}{'' if one.holds in (True, None) else ': off'}"


def _learnt(one: GradeRate) -> str:
    learnt = one.learnt
    return f"too few ({learnt.n})" if learnt.share is None else f"{learnt.share:.0%} of {learnt.n}"
