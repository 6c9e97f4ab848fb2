"""The score in plain Python, one lead at a time: slow, obvious, and what the engine must equal."""

import math
import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, partial
from typing import Any, NamedTuple

from prospector.rules.models import FitGroup, FitProfile, FitRule, IntentRule
from prospector.text import fold
from tests import kleene
from tests.stories import DAY, Story, Told

FULL = 100 * 10**9
#: Recent days of each pace, and how many times as long the time before is.
PACES = {"account.surge": (21, 4), "account.momentum": (7, 3)}


class Card(NamedTuple):
    """What a lead scores, in nano-points, and from what."""

    parts: dict[tuple[str, str], int]
    totals: dict[str, int]
    raw: int
    intent: int
    profile: str
    lower: int
    upper: int
    expected: int
    unknown_field: str | None
    disqualified: str | None
    grade: str
    priority: float


def half_away(value: float | Decimal) -> int:
    """Round half away from zero, exactly."""
    return int(Decimal(value).quantize(Decimal(1), ROUND_HALF_UP))


def nano(points: float) -> int:
    """Points as written, in nano-points."""
    return half_away(Decimal(repr(float(points))) * 10**9)


def clip(value: int, cap: float | None) -> int:
    """Between minus and plus the cap."""
    return value if cap is None else max(-nano(cap), min(nano(cap), value))


class Reference:
    """A story, scored."""

    def __init__(self, story: Story) -> None:
        self.story, self.rules = story, story.ruleset
        kinds, feeds = self.rules.signals.kinds, self.rules.feeds.feeds
        self.signals = []
        for signal in story.signals:
            if signal["occurred_at"] > story.as_of or signal["received_at"] > story.known_at:
                continue
            agreed = signal["feed"] in feeds and feeds[signal["feed"]].consent
            tracked = kinds[signal["kind"]].needs == "consent" and not agreed
            self.signals.append({**signal, "lead": None if tracked else signal["lead"]})

    def age(self, signal: Told) -> float:
        return float((self.story.as_of - signal["occurred_at"]) / DAY)

    # --- intent -----------------------------------------------------------------------------

    @cached_property
    def nth(self) -> dict[str, int]:
        """How many newer signals said the same, plus one."""
        order = sorted(self.signals, key=lambda s: (-s["occurred_at"], s["feed"], s["external_id"]))
        seen: dict[Any, int] = {}
        ranks = {}
        for s in order:
            subject = fold(s.get("subject") or "")
            who = ("account", s["account"]) if s["account"] else ("lead", s["lead"])
            unique = self.rules.signals.kinds[s["kind"]].outcome or not subject
            key = s["id"] if unique else (who, s["kind"], subject)
            ranks[s["id"]] = seen[key] = seen.get(key, 0) + 1
        return ranks

    def decay(self, rule: IntentRule, signal: Told) -> float:
        defaults = self.rules.intent.defaults
        half_life = rule.half_life or self.rules.signals.kinds[signal["kind"]].half_life
        half_life = half_life or defaults.half_life
        if half_life == "never":
            return 1.0
        age = self.age(signal)
        match rule.decay or defaults.decay:
            case "linear":
                return max(0.0, 1 - age / (2 * half_life))
            case "step":
                return 1.0 if age < half_life else 0.0
        return float(2.0 ** (-age / half_life))

    def contribution(self, rule: IntentRule, signal: Told, lead: str) -> int:
        share = 1.0 if signal["lead"] == lead else rule.share
        redundancy = rule.redundancy or self.rules.intent.defaults.redundancy
        weight = nano(rule.points) * share * signal["confidence"]
        weight *= redundancy ** (self.nth[signal["id"]] - 1)
        return half_away(weight * self.decay(rule, signal))

    def counted(self, rule: IntentRule, lead: str) -> Iterable[Told]:
        account = self.story.leads[lead].get("account")
        horizon = rule.horizon or self.rules.intent.defaults.horizon
        for signal in self.signals:
            whole = rule.scope == "account" and account
            ours = signal["account"] == account if whole else signal["lead"] == lead
            if ours and self.age(signal) <= horizon and self.holds(rule.when, lead, signal):
                yield signal

    # --- conditions -------------------------------------------------------------------------

    def holds(self, when: str, lead: str, signal: Told | None = None) -> bool | None:
        told = self.story.leads[lead]
        rows = {
            "lead": told,
            "account": self.story.accounts.get(told.get("account") or "", {}),
            "signal": signal or {},
        }

        def value_of(field: str) -> Any:
            entity, name = field.split(".")
            if field in PACES:
                return self.pace(told.get("account"), *PACES[field])
            value = rows[entity].get(name)
            if isinstance(value, list):
                return [fold(item) for item in value]
            return (fold(value) or None) if isinstance(value, str) else value

        names = ("days_since", "count_signals", "distinct_people")
        functions: dict[str, Any] = {name: partial(getattr(self, name), lead) for name in names}
        functions["has"] = lambda values, item: None if values is None else item in values
        functions["contains"] = lambda text, *some: (
            None if text is None else any(word in text for word in some)
        )
        return kleene.holds(when, value_of, functions)

    def pace(self, account: str | None, days: int, ratio: int) -> float | None:
        """An account's days of signals per person, lately against before."""
        rule, kinds = self.rules.intent.surge, self.rules.signals.kinds
        met = {
            (int(self.age(s)), s["lead"])
            for s in self.signals
            if account
            and s["account"] == account
            and (s["kind"] in rule.kinds if rule.kinds else not kinds[s["kind"]].outcome)
        }
        lately = [person for day, person in met if day < days]
        before = [person for day, person in met if days <= day < days * (1 + ratio)]
        people = {person for person in lately if person}
        more = ratio * len(lately) - len(before)
        if not before or (more > 0 and len(people) < rule.people):
            return None
        spread = math.sqrt(ratio * (len(lately) + len(before) + ratio + 1))
        return (500 + max(-500, min(500, half_away(100 * more / spread)))) / 10

    def seen(self, lead: str, kind: str) -> list[Told]:
        account = self.story.leads[lead].get("account")
        return [
            s
            for s in self.signals
            if fold(s["kind"]) == kind
            and (s["lead"] == lead or (s["lead"] is None and account and s["account"] == account))
        ]

    def days_since(self, lead: str, kind: str) -> float | None:
        return min((self.age(s) for s in self.seen(lead, kind)), default=None)

    def count_signals(self, lead: str, kind: str, days: float) -> int:
        return sum(self.age(s) <= days for s in self.seen(lead, kind))

    def distinct_people(self, lead: str, kind: str, days: float) -> int:
        account = self.story.leads[lead].get("account")
        return len(
            {
                s["lead"]
                for s in self.signals
                if fold(s["kind"]) == kind
                and self.age(s) <= days
                and s["lead"]
                and (s["account"] == account if account else s["lead"] == lead)
            }
        )

    # --- fit --------------------------------------------------------------------------------

    def bounds(self, group: FitGroup, lead: str) -> tuple[int, int]:
        """Least and most points of a group, given what is unknown."""
        found = [(nano(rule.points), self.holds(rule.when, lead)) for rule in group.rules]
        lower = best(group, [p for p, true in found if true])
        upper = best(group, [p for p, true in found if true is not False])
        lower += sum(p for p, true in found if p < 0 and true is not False)
        upper += sum(p for p, true in found if p < 0 and true)
        return lower, upper

    @cached_property
    def priors(self) -> dict[tuple[str, str], int]:
        """Per group, how much of its span leads with known values reach, in millionths."""
        return {
            (profile.id, group.id): self.prior(group)
            for profile in self.rules.fit.profiles
            for group in profile.groups
        }

    def prior(self, group: FitGroup) -> int:
        least = sum(nano(rule.points) for rule in group.rules if rule.points < 0)
        span = best(group, [nano(rule.points) for rule in group.rules]) - least
        reached = [
            half_away((lower - least) / span * 10**6)
            for lower, upper in (self.bounds(group, lead) for lead in self.story.leads)
            if lower == upper and span
        ]
        return half_away(Decimal(sum(reached) + 5 * 10**6) / (len(reached) + 10))

    def fit(self, profile: FitProfile, lead: str) -> tuple[int, int, int]:
        full = sum(best(g, [nano(rule.points) for rule in g.rules]) for g in profile.groups)
        lowers, uppers, expecteds = 0, 0, 0
        for group in profile.groups:
            lower, upper = self.bounds(group, lead)
            lowers, uppers = lowers + lower, uppers + upper
            prior = self.priors[profile.id, group.id]
            expecteds += lower + half_away(float(upper - lower) * prior / 10**6)
        low, high, middle = (
            half_away(max(0, min(full, total)) / full * FULL)
            for total in (lowers, uppers, expecteds)
        )
        return low, high, middle

    def unknown_field(self, profile: FitProfile, lead: str) -> str | None:
        spans: dict[str, int] = {}
        for group in profile.groups:
            found = [(rule, self.holds(rule.when, lead)) for rule in group.rules]
            known = best(group, [nano(rule.points) for rule, true in found if true])
            for name in dict.fromkeys(name for rule, _ in found for name in fields(rule)):
                if name not in PACES and self.holds(f"{name} is null", lead):
                    open_ = [nano(r.points) for r, t in found if t is None and name in fields(r)]
                    held = [nano(rule.points) for rule, true in found if true]
                    span = best(group, held + open_) - known - sum(p for p in open_ if p < 0)
                    spans[name] = spans.get(name, 0) + span
        if not any(spans.values()):
            return None
        return max(spans, key=lambda name: spans[name])

    def priority(self, lead: str, intent: int, lower: int, upper: int, expected: int) -> float:
        points = {"intent": intent, "fit": lower, "fit_lower": lower}
        points |= {"fit_upper": upper, "fit_expected": expected}
        home = self.story.leads[lead].get("account")

        def value_of(field: str) -> float | None:
            return self.pace(home, *PACES[field]) if field in PACES else points[field] / 10**9

        known = {"coalesce": lambda *values: next((v for v in values if v is not None), None)}
        return kleene.evaluate(self.rules.grades.priority, value_of, known) or 0.0

    # --- all together -----------------------------------------------------------------------

    def card(self, lead: str) -> Card:
        rules = self.rules.intent.rules
        parts = {
            (rule.id, signal["id"]): self.contribution(rule, signal, lead)
            for rule in rules
            for signal in self.counted(rule, lead)
        }
        totals = {
            rule.id: clip(sum(p for (name, _), p in parts.items() if name == rule.id), rule.cap)
            for rule in rules
        }
        groups: dict[str, int] = {}
        for rule in rules:
            name = rule.group or f"rule {rule.id}"
            groups[name] = groups.get(name, 0) + totals[rule.id]
        caps = {name: group.cap for name, group in self.rules.intent.groups.items()}
        raw = sum(clip(total, caps.get(name)) for name, total in groups.items())
        intent = max(0, min(FULL, raw))
        profiles = self.rules.fit.profiles
        fits = [self.fit(profile, lead) for profile in profiles]
        chosen = max(range(len(fits)), key=lambda index: fits[index][0])
        lower, upper, expected = fits[chosen]
        every = [rule for p in profiles for group in p.groups for rule in group.rules]
        banned = [rule.id for rule in every if rule.disqualify and self.holds(rule.when, lead)]
        grades = self.rules.grades
        letter = cut(lower, (grades.fit.A, "A"), (grades.fit.B, "B"), (0, "C"))
        digit = cut(intent, (grades.intent.first, "1"), (grades.intent.second, "2"), (0, "3"))
        return Card(
            parts=parts,
            totals=totals,
            raw=raw,
            intent=intent,
            profile=profiles[chosen].id,
            lower=lower,
            upper=upper,
            expected=expected,
            unknown_field=self.unknown_field(profiles[chosen], lead) if lower < upper else None,
            disqualified=banned[0] if banned else None,
            grade="C3" if banned else letter + digit,
            priority=self.priority(lead, intent, lower, upper, expected),
        )


def best(group: FitGroup, points: list[int]) -> int:
    """What these positive points are worth in a group."""
    positive = [p for p in points if p > 0]
    if group.pick == "best":
        return max(positive, default=0)
    return clip(sum(positive), group.cap)


def fields(rule: FitRule) -> list[str]:
    """The fields a condition names, in order."""
    return re.findall(r"(?:lead|account)\.\w+", rule.when)


def cut(value: int, *cuts: tuple[float, str]) -> str:
    """The first cut that a number rounded to one decimal reaches."""
    shown = half_away(Decimal(value) / 10**8) * 10**8
    return next(name for least, name in cuts if shown >= nano(least))


def score(story: Story) -> dict[str, Card]:
    """The card of every lead."""
    reference = Reference(story)
    return {lead: reference.card(lead) for lead in story.leads}
