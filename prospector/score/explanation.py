"""A whole score, explained: its parts, its bounds, what comes next; as JSON, a stable shape."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from prospector.engine.points import FULL, points
from prospector.score.outlook import Outlook
from prospector.score.paces import Paced
from prospector.score.parts import IntentPart
from prospector.score.questions import Question
from prospector.score.traits import FitPart
from prospector.score.uncounted import Uncounted
from prospector.score.waterfall import fit_bars, intent_bars

# Any: JSON objects.
Json = dict[str, Any]


@dataclass(frozen=True)
class Fit:
    """Fit at its lower bound, with what is not known; nano-points."""

    profile: str
    score: int
    upper: int
    expected: int
    unknown_field: str | None
    parts: Sequence[FitPart]

    @property
    def known_share(self) -> float:
        """How much of the scale is known."""
        return (FULL - (self.upper - self.score)) / FULL


@dataclass(frozen=True)
class Intent:
    """Intent, and what it was before floor and ceiling; nano-points."""

    score: int
    raw: int
    parts: Sequence[IntentPart]


@dataclass(frozen=True)
class Explanation:
    """Why a lead has the score it has."""

    lead: Json
    as_of: datetime
    known_at: datetime
    ruleset: str
    fit: Fit
    intent: Intent
    grade: str
    disqualified_by: str | None
    priority: float
    outlook: Outlook
    language: str = "en"
    #: The sentence of the largest reason in each language; empty = there is none.
    whys: Mapping[str, str] = field(default_factory=dict)
    #: The lead's own signals that gave nothing.
    uncounted: Sequence[Uncounted] = ()
    #: Surge and momentum of the lead's company; empty = no company.
    paces: Sequence[Paced] = ()
    #: What would disqualify the lead if it were known to hold.
    questions: Sequence[Question] = ()

    @property
    def why_now(self) -> str | None:
        """The sentence of the largest reason; None = there is none."""
        return self.whys.get(self.language)

    def as_json(self) -> Json:
        """The documented shape (design, section 11); points have at most nine decimals."""
        return {
            "lead": self.lead,
            "as_of": self.as_of,
            "known_at": self.known_at,
            "ruleset": self.ruleset,
            "fit": _fit(self.fit),
            "intent": {
                "score": points(self.intent.score),
                "raw": points(self.intent.raw),
                "parts": [_part(asdict(part)) for part in self.intent.parts],
                "waterfall": [bar.as_json() for bar in intent_bars(self.intent.parts)],
            },
            "grade": self.grade,
            "disqualified_by": self.disqualified_by,
            "questions": [asdict(one) for one in self.questions],
            "priority": self.priority,
            "why_now": self.why_now,
            "why_now_in": dict(self.whys),
            "uncounted": [asdict(one) for one in self.uncounted],
            "outlook": asdict(self.outlook),
            "paces": [asdict(one) for one in self.paces],
        }


def _fit(fit: Fit) -> Json:
    return {
        "profile": fit.profile,
        "score": points(fit.score),
        "lower": points(fit.score),
        "upper": points(fit.upper),
        "expected": points(fit.expected),
        "known_share": fit.known_share,
        "unknown_field": fit.unknown_field,
        "waterfall": [bar.as_json() for bar in fit_bars(fit.parts)],
        "parts": [
            {
                **_part(asdict(part)),
                **({} if part.cap else {"holds": part.holds, "unknown": list(part.unknown)}),
            }
            for part in fit.parts
        ],
    }


def _part(values: Mapping[str, Any]) -> Json:
    """A part without what does not apply to it; nano-points become points.

    A rule without a group says so: scripts may count on both keys.
    """
    always = () if values["cap"] else ("rule", "group")
    rest = {
        key: value
        for key, value in values.items()
        if key != "nano" and (value is not None or key in always)
    }
    if "worth" in rest:
        rest["worth"] = points(rest["worth"])
    return {"points": points(values["nano"]), **rest}
