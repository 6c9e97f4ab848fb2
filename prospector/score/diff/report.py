"""What a comparison of two rulesets found, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple


class What(StrEnum):
    """What made a lead change."""

    #: An intent rule gives it other points.
    RULE = "rule"
    #: A fit rule counts otherwise.
    FIT_RULE = "fit_rule"
    #: A fit rule rules it out, or does so no longer.
    DISQUALIFIED = "disqualified"
    #: The ceiling of a group of intent rules moved.
    CAP = "cap"
    #: What 100 points of a profile are moved.
    SCALE = "scale"
    #: A cut in grades.yaml moved.
    CUT = "cut"
    #: The priority in grades.yaml is another.
    PRIORITY = "priority"
    #: The condition of a segment, or the order of segments, is another.
    SEGMENT = "segment"
    #: policy.yaml is another.
    POLICY = "policy"
    #: Others come before it, or no longer do.
    ROOM = "room"


#: The file that each sort of cause stands in; room is nobody's file.
FILES = {
    What.RULE: "intent.yaml",
    What.FIT_RULE: "fit.yaml",
    What.DISQUALIFIED: "fit.yaml",
    What.CAP: "intent.yaml",
    What.SCALE: "fit.yaml",
    What.CUT: "grades.yaml",
    What.PRIORITY: "grades.yaml",
    What.SEGMENT: "segments.yaml",
    What.POLICY: "policy.yaml",
}


class Cause(NamedTuple):
    """What did it.

    `before` and `after`: of an intent rule the points it gives this lead, of a fit rule its fit.
    """

    what: What
    name: str | None
    before: float | None = None
    after: float | None = None

    @property
    def file(self) -> str | None:
        """The rules file it stands in."""
        return FILES.get(self.what)

    @property
    def words(self) -> str:
        """The cause as people say it."""
        said = _WORDS[self.what].format(name=self.name)
        if self.before is None or self.after is None:
            return said
        return f"{said}: {_apart(self.before, self.after)}"


def _apart(before: float, after: float) -> str:
    """Both numbers with one decimal, or with as many as tell them apart: a change reads as one."""
    told = ("", "")
    for digits in range(1, _DECIMALS + 1):
        told = (f"{before:.{digits}f}", f"{after:.{digits}f}")
        if told[0] != told[1]:
            break
    return " -> ".join(told)


#: Points are whole nano-points.
_DECIMALS = 9

_WORDS = {
    What.RULE: "rule {name}",
    What.FIT_RULE: "fit rule {name}",
    What.DISQUALIFIED: "fit rule {name} disqualifies",
    What.CAP: "cap of group {name}",
    What.SCALE: "what 100 points of {name} are",
    What.CUT: "cut of {name}",
    What.PRIORITY: "the priority",
    What.SEGMENT: "segment {name}",
    What.POLICY: "the policy",
    What.ROOM: "others' places in the day",
}


class Change(NamedTuple):
    """One lead that stands differently under the new rules."""

    lead: int
    who: str
    account: str | None
    grade_from: str
    grade_to: str
    segment_from: str | None
    segment_to: str | None
    priority_from: float
    priority_to: float
    #: `enters`, `leaves`, or None: in today's queue on both sides, or on none.
    queue: str | None
    #: The gate that stops one that leaves.
    gate: str | None
    cause: Cause


class Move(NamedTuple):
    """How many leads go from one grade or segment to another."""

    before: str | None
    after: str | None
    leads: int


class Blame(NamedTuple):
    """How much one cause did, in leads."""

    what: What
    name: str | None
    grades: int
    segments: int
    enters: int
    leaves: int


@dataclass(frozen=True)
class Diff:
    """Two rulesets over the same leads at the same time."""

    old: str
    new: str
    as_of: datetime
    known_at: datetime
    leads: int
    queue_before: int
    queue_after: int
    grades: tuple[Move, ...]
    segments: tuple[Move, ...]
    causes: tuple[Blame, ...]
    #: Those who enter or leave the queue, then those whose grade, then those whose segment differs.
    changes: tuple[Change, ...]

    @property
    def entering(self) -> int:
        """Leads that enter today's queue."""
        return sum(cause.enters for cause in self.causes)

    @property
    def leaving(self) -> int:
        """Leads that leave it."""
        return sum(cause.leaves for cause in self.causes)

    @property
    def graded(self) -> int:
        """Leads whose grade differs."""
        return sum(move.leads for move in self.grades)

    @property
    def moved(self) -> int:
        """Leads whose segment differs."""
        return sum(move.leads for move in self.segments)

    @property
    def words(self) -> str:
        """The counts in a line."""
        return counted(self.as_json(names=False))

    def as_json(self, *, names: bool = True) -> dict[str, Any]:  # Any: a JSON object
        """The comparison with the documented keys; without names it may be kept for good."""
        return {
            "old": self.old,
            "new": self.new,
            "as_of": self.as_of.isoformat(),
            "known_at": self.known_at.isoformat(),
            "leads": self.leads,
            "queue": {
                "before": self.queue_before,
                "after": self.queue_after,
                "enters": self.entering,
                "leaves": self.leaving,
            },
            "grades": {"changed": self.graded, "moves": _moves(self.grades)},
            "segments": {"changed": self.moved, "moves": _moves(self.segments)},
            "causes": [_cause(one.what, one.name) | _counts(one) for one in self.causes],
            "changes": [_change(one, names=names) for one in self.changes],
        }


def counted(told: Mapping[str, Any]) -> str:  # Any: a JSON object
    """The counts of a comparison, as it is kept, in a line."""
    return (
        f"{told['grades']['changed']} of {told['leads']} leads change grade,"
        f" {told['segments']['changed']} change segment,"
        f" {told['queue']['enters']} enter the day's queue, {told['queue']['leaves']} leave it"
    )


def kept_causes(told: Mapping[str, Any]) -> list[Blame]:  # Any: a JSON object
    """The causes of a comparison that was kept."""
    names = ("grades", "segments", "enters", "leaves")
    return [
        Blame(What(one["what"]), one["name"], *(one[name] for name in names))
        for one in told["causes"]
    ]


def _moves(moves: tuple[Move, ...]) -> list[dict[str, Any]]:  # Any: a JSON object
    return [{"from": one.before, "to": one.after, "leads": one.leads} for one in moves]


def _cause(what: What, name: str | None) -> dict[str, Any]:  # Any: a JSON object
    return {"what": what.value, "name": name, "file": FILES.get(what)}


def _counts(one: Blame) -> dict[str, int]:
    return {
        "grades": one.grades,
        "segments": one.segments,
        "enters": one.enters,
        "leaves": one.leaves,
    }


def _change(one: Change, *, names: bool) -> dict[str, Any]:  # Any: a JSON object
    cause = _cause(one.cause.what, one.cause.name)
    points = {"points_from": one.cause.before, "points_to": one.cause.after}
    values = {**one._asdict(), "cause": cause | points}
    if not names:
        del values["who"], values["account"]
    return values
