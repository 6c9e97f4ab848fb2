"""A backtest as it is told: what was asked, how far it can be trusted, and the figures of each ruleset."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from prospector.measure.backtest.figures import Bin, Calibration, Comparison, Precision
from prospector.measure.cases import Counted
from prospector.measure.ladder import LABELS, WINDOW, Rung, claim
from prospector.measure.lifts import Lift
from prospector.rates import FEWEST

#: Above this share of signals whose arrival is assumed, look-ahead cannot be ruled out.
MUCH = 0.05
#: Above this share of cases with a colleague among them, intervals are too narrow to go unsaid.
MANY = 0.25


class Doubt(StrEnum):
    """Why a backtest may mislead."""

    SELECTION = "selection"
    SIMPLER = "simpler"
    TOO_FEW = "too_few"
    ASSUMED = "assumed"
    UNKNOWN_THEN = "unknown_then"
    SHORT = "short"
    COLLEAGUES = "colleagues"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True)
class Caveat:
    """A doubt, and what it says here."""

    doubt: Doubt
    text: str


@dataclass(frozen=True)
class Side:
    """What one ruleset would have done."""

    name: str
    version: str
    precision: Precision
    bins: tuple[Bin, ...]
    calibration: Calibration
    rules: tuple[Lift, ...]


@dataclass(frozen=True)
class Scope:
    """What was looked at."""

    as_of: datetime
    since: date
    until: date
    mornings: int
    capacity: int
    rung: Rung
    #: Cases of the window on each rung.
    rungs: tuple[Counted, ...]
    #: Judged cases whose lead nobody knew on the morning.
    unknown_then: int
    #: Judged cases with another judged case at the same account.
    colleagues: int
    #: Signals received in the window, and those whose arrival is assumed.
    signals: int
    assumed: int
    #: People suppressed today, who are in no past morning.
    left: int

    @property
    def counted(self) -> Counted:
        """The cases on the rung that is reported."""
        return next(one for one in self.rungs if one.rung is self.rung)

    @property
    def enough(self) -> bool:
        """Whether anything can be concluded."""
        return self.counted.missing(FEWEST) == 0


@dataclass(frozen=True)
class Report:
    """A backtest; the first side is the ruleset asked about, the second what it is held against."""

    scope: Scope
    sides: tuple[Side, ...]
    comparison: Comparison | None


# Any: a JSON object; its keys are documented in docs/measure.md.
def as_json(report: Report, language: str) -> dict[str, Any]:
    """The report with its title and warnings, ready for JSON."""
    scope = report.scope
    return {
        "title": title(scope, language),
        **{field.name: getattr(scope, field.name) for field in fields(scope)},
        "fewest": FEWEST,
        "enough": scope.enough,
        "warnings": warnings(report, language),
        "sides": [
            {
                **{field.name: getattr(side, field.name) for field in fields(side)},
                "rules": [
                    {
                        **{field.name: getattr(one, field.name) for field in fields(one)},
                        "clear": one.clear,
                    }
                    for one in side.rules
                ],
            }
            for side in report.sides
        ],
        "comparison": report.comparison,
    }


def title(scope: Scope, language: str) -> str:
    """What the figures are about, and what they are not."""
    words = {
        "en": f"Backtest: {claim(scope.rung, 'en')}",
        "fr": f"Backtest : {claim(scope.rung, 'fr')}",
    }
    return words[language]


def warnings(report: Report, language: str) -> list[Caveat]:
    """Everything a reader must know before believing a figure, gravest first."""
    scope = report.scope
    found = [
        (Doubt.TOO_FEW, not scope.enough),
        (Doubt.SELECTION, report.sides[0].precision.picked > 0),
        (Doubt.SIMPLER, report.sides[0].precision.picked > 0),
        (Doubt.ASSUMED, scope.signals > 0 and scope.assumed / scope.signals > MUCH),
        (Doubt.UNKNOWN_THEN, scope.unknown_then > 0),
        (Doubt.SHORT, WINDOW[scope.rung] > 0 and scope.counted.too_young > scope.counted.judged),
        (Doubt.COLLEAGUES, scope.colleagues > MANY * scope.counted.judged),
        (Doubt.SUPPRESSED, scope.left > 0),
    ]
    texts = _TEXTS[language]
    facts = _facts(report, language)
    return [Caveat(doubt, texts[doubt].format(**facts)) for doubt, holds in found if holds]


def _facts(report: Report, language: str) -> dict[str, str]:
    scope, first = report.scope, report.sides[0].precision
    counted = scope.counted
    judged = first.rate.n / first.picked if first.picked else 0.0
    return {
        "rung": LABELS[scope.rung][language],
        "reached": str(counted.reached),
        "missed": str(counted.judged - counted.reached),
        "missing": str(counted.missing(FEWEST)),
        "least": str(FEWEST),
        "judged": f"{first.rate.n} of {first.picked}"
        if language == "en"
        else f"{first.rate.n} sur {first.picked}",
        "share": _percent(judged, language),
        "assumed": _percent(scope.assumed / scope.signals if scope.signals else 0.0, language),
        "unknown": str(scope.unknown_then),
        "colleagues": _percent(
            scope.colleagues / counted.judged if counted.judged else 0.0, language
        ),
        "young": str(counted.too_young),
        "left": str(scope.left),
        "window": str(WINDOW[scope.rung]),
    }


def _percent(share: float, language: str) -> str:
    return f"{share:.0%}" if language == "en" else f"{100 * share:.0f} %"


_TEXTS = {
    "en": {
        Doubt.TOO_FEW: "Too few outcomes: {reached} cases of the window reached “{rung}” and {missed} did not; at least {least} of each are needed, {missing} are missing. Do not decide by these figures; outcomes come from feeds, and from `prospector review`.",
        Doubt.SELECTION: "Past drafts followed the rules of then: an outcome exists only for those who were put before us. {judged} leads in this queue ({share}) can be judged; the others were never written to, and rules unlike those of then are judged by few and perhaps untypical leads.",
        Doubt.SIMPLER: "Mornings are played again more simply than they were, without follow-ups that were due, open sequences, owners and each SDR's own desk, suggestions, countries and quiet days: the real queue would have had less room, and have held some others.",
        Doubt.ASSUMED: "{assumed} of the signals received in the window carry an assumed arrival (an import with --backfill): if they really came later, the rules are shown more than they could have known.",
        Doubt.UNKNOWN_THEN: "{unknown} judged cases are left out of lift and calibration: nobody knew the lead yet that morning.",
        Doubt.SHORT: "{young} cases are too young to be judged ({window} days): a window that ends earlier says more.",
        Doubt.COLLEAGUES: "{colleagues} of the judged cases share their account with another: intervals take colleagues for strangers, and are narrower than they should be.",
        Doubt.SUPPRESSED: "People suppressed today ({left}) are in no past morning, with all they did and all that was sent to them: rules that made people object look better than they were.",
    },
    "fr": {
        Doubt.TOO_FEW: "Trop peu de résultats : {reached} cas de la période ont atteint « {rung} » et {missed} non ; il en faut au moins {least} de chaque, il en manque {missing}. Ne décidez pas d'après ces chiffres ; les résultats viennent des flux et de `prospector review`.",
        Doubt.SELECTION: "Les brouillons passés suivaient les règles d'alors : un résultat n'existe que pour ceux qui nous ont été proposés. {judged} leads de cette file ({share}) peuvent être jugés ; on n'a jamais écrit aux autres, et des règles très différentes sont jugées sur des leads peu nombreux, peut-être atypiques.",
        Doubt.SIMPLER: "Les matins sont rejoués plus simplement qu'ils ne furent, sans les relances prévues, les séquences en cours, les responsables et la file de chaque SDR, les suggestions, les pays ni les jours calmes : la vraie file aurait eu moins de place et contenu quelques autres leads.",
        Doubt.ASSUMED: "{assumed} des signaux reçus dans la période ont une arrivée supposée (import avec --backfill) : s'ils sont arrivés plus tard, les règles en savent ici plus qu'elles n'auraient pu.",
        Doubt.UNKNOWN_THEN: "{unknown} cas jugés sont absents du lift et de la calibration : personne ne connaissait le lead ce matin-là.",
        Doubt.SHORT: "{young} cas sont trop récents pour être jugés ({window} jours) : une période qui finit plus tôt en dit plus.",
        Doubt.COLLEAGUES: "{colleagues} des cas jugés partagent leur compte avec un autre : les intervalles prennent les collègues pour des inconnus, et sont plus étroits qu'ils ne devraient.",
        Doubt.SUPPRESSED: "Les personnes en liste repoussoir aujourd'hui ({left}) ne figurent dans aucun matin passé, avec tout ce qu'elles ont fait et reçu : des règles qui ont suscité des oppositions paraissent meilleures qu'elles n'étaient.",
    },
}
