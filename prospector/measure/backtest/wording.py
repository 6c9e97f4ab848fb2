"""The words of the report's page, in English and French."""

from collections.abc import Mapping

from prospector.rates import Estimate, Rate

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "window": "{since} to {until}: {mornings} mornings, {capacity} leads a day. As of {as_of}.",
        "headline": "Precision at capacity",
        "headline_lead": "Of the leads a day's queue would have held and whose outcome is known, how many reached “{rung}”.",
        "side": "rules",
        "precision": "precision",
        "judged": "judged",
        "held": "held",
        "found": "found of all who reached it",
        "difference": "{new} less {old}: {points}.",
        "clear": "The difference is clear.",
        "unclear": "The difference is not clear: its interval holds 0.",
        "same": "Both held the same leads.",
        "too_few_to_compare": "Too few outcomes to compare them.",
        "apart": "Judged leads held by {new} alone: {only_new} reached it; by {old} alone: {only_old}; by both: {shared} judged.",
        "bins": "By priority",
        "bins_lead": "Leads that were really put before us, by the priority the rules gave them that morning, best first. Good rules fall from top to bottom; the dashed line is the rate of all.",
        "part": "part",
        "priority": "priority",
        "rate": "rate",
        "cases": "cases",
        "against": "against the others",
        "calibration": "Foretold and come true",
        "calibration_lead": "Each grade's rate learnt on the earlier half (diamond: foretold), and what the later half did (circle with interval).",
        "grade": "grade",
        "foretold": "foretold",
        "came_true": "came true",
        "learnt": "learnt from",
        "brier": "Mean squared error (Brier): {brier} by grade, {one} with one rate for everybody. {verdict}",
        "better": "The grades foretell: the interval of the difference leaves 0 out.",
        "worse": "That the grades foretell better than one rate for everybody is not shown.",
        "rules": "Rules and segments",
        "rules_lead": "The rate of those a rule spoke of over the rate of all others; right of 1 is better. Of {n} compared, about {chance} would stand out by chance alone.",
        "where": "where",
        "rule": "rule or segment",
        "lift": "lift",
        "with": "with",
        "without": "without",
        "cases_of_rungs": "Cases of the window",
        "rung": "outcome",
        "reached": "reached",
        "too_young": "too young",
        "not_judged": "not judged",
        "too_few": "too few",
        "told": "foretold",
        "no_end": "no end",
        "to": "to",
        "points": "points",
        "more": "In the table alone: {n} more.",
        "this": "{label} (this report)",
        "in force": "in force",
    },
    "fr": {
        "window": "Du {since} au {until} : {mornings} matins, {capacity} leads par jour. Au {as_of}.",
        "headline": "Précision à capacité",
        "headline_lead": "Parmi les leads que la file du jour aurait contenus et dont l'issue est connue, combien ont atteint « {rung} ».",
        "side": "règles",
        "precision": "précision",
        "judged": "jugés",
        "held": "retenus",
        "found": "trouvés parmi tous ceux qui l'ont atteint",
        "difference": "{new} moins {old} : {points}.",
        "clear": "La différence est nette.",
        "unclear": "La différence n'est pas nette : son intervalle contient 0.",
        "same": "Les deux ont retenu les mêmes leads.",
        "too_few_to_compare": "Trop peu de résultats pour les comparer.",
        "apart": "Leads jugés retenus par {new} seul : {only_new} l'ont atteint ; par {old} seul : {only_old} ; par les deux : {shared} jugés.",
        "bins": "Par priorité",
        "bins_lead": "Les leads qui nous ont vraiment été proposés, selon la priorité que les règles leur donnaient ce matin-là, les meilleurs d'abord. De bonnes règles descendent de haut en bas ; le trait pointillé est le taux de tous.",
        "part": "part",
        "priority": "priorité",
        "rate": "taux",
        "cases": "cas",
        "against": "face aux autres",
        "calibration": "Prédit et advenu",
        "calibration_lead": "Le taux de chaque note appris sur la première moitié (losange : prédit), et ce qu'a donné la seconde (cercle avec intervalle).",
        "grade": "note",
        "foretold": "prédit",
        "came_true": "advenu",
        "learnt": "appris sur",
        "brier": "Erreur quadratique moyenne (Brier) : {brier} par note, {one} avec un seul taux pour tous. {verdict}",
        "better": "Les notes prédisent : l'intervalle de la différence ne contient pas 0.",
        "worse": "Que les notes prédisent mieux qu'un seul taux pour tous n'est pas établi.",
        "rules": "Règles et segments",
        "rules_lead": "Le taux de ceux dont une règle a parlé, rapporté à celui de tous les autres ; à droite de 1, c'est mieux. Sur {n} comparaisons, environ {chance} ressortiraient par simple hasard.",
        "where": "où",
        "rule": "règle ou segment",
        "lift": "lift",
        "with": "avec",
        "without": "sans",
        "cases_of_rungs": "Cas de la période",
        "rung": "issue",
        "reached": "atteint",
        "too_young": "trop récents",
        "not_judged": "non jugés",
        "too_few": "trop peu",
        "told": "prédit",
        "no_end": "sans fin",
        "to": "à",
        "points": "points",
        "more": "Dans le tableau seulement : {n} de plus.",
        "this": "{label} (ce rapport)",
        "in force": "en vigueur",
    },
}


def number(value: float, language: str, digits: int = 1) -> str:
    """A number as the language writes it."""
    text = f"{value:.{digits}f}"
    return text if language == "en" else text.replace(".", ",")


def percent(share: float, language: str) -> str:
    """A share in per cent."""
    return f"{number(100 * share, language)}\N{NO-BREAK SPACE}%"


def rate(one: Rate, language: str) -> str:
    """A rate with its interval, or too few."""
    if one.share is None or one.low is None or one.high is None:
        return WORDS[language]["too_few"]
    to = WORDS[language]["to"]
    low, high = number(100 * one.low, language), number(100 * one.high, language)
    return f"{percent(one.share, language)} ({low} {to} {high})"


def lift(one: Estimate | None, language: str) -> str:
    """A lift with its interval, or too few."""
    words = WORDS[language]
    if one is None:
        return words["too_few"]
    value = "-" if one.value is None else number(one.value, language, 2)
    high = words["no_end"] if one.high is None else number(one.high, language, 2)
    return f"\N{MULTIPLICATION SIGN}\N{NO-BREAK SPACE}{value} ({number(one.low, language, 2)} {words['to']} {high})"


def points(one: Estimate, language: str) -> str:
    """A difference of rates in points."""
    value, low, high = (100 * (each or 0.0) for each in (one.value, one.low, one.high))
    told = [("+" if each > 0 else "") + number(each, language) for each in (value, low, high)]
    words = WORDS[language]
    return f"{told[0]} {words['points']} ({told[1]} {words['to']} {told[2]})"


def of(one: Rate, language: str) -> str:
    """How many of how many."""
    return f"{one.count} {'of' if language == 'en' else 'sur'} {one.n}"
