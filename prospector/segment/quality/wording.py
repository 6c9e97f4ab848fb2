"""What is said about segments, English and French: sentences, headings, sizes and strengths."""

from collections.abc import Mapping, Sequence

from prospector.french import numeral, typeset_all

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "one in practice": "{names} are one in practice: same messages, caps and cadence. Join them, or tell each something of its own.",
        "empty.one": "{names} is empty: nobody meets its condition.",
        "empty.many": "{names} are empty: nobody meets their conditions.",
        "taken.one": "{name} is empty: 1 lead meets its condition, and segments before it take all of them{most}.",
        "taken.many": "{name} is empty: {count} leads meet its condition, and segments before it take all of them{most}.",
        "most": ", {first} most",
        "broad": "{name} is too broad: {share} of all leads in segments; one message hardly fits so many.",
        "narrow.one": "{names} is too narrow: below {least} leads one answer more or less changes every rate.",
        "narrow.many": "{names} are too narrow: below {least} leads one answer more or less changes every rate.",
        "leads.one": "{name} (1 lead)",
        "leads.many": "{name} ({count} leads)",
        "overlap": "{first} takes {both} of the {meet} who meet {second}: put the more precise one first, or exclude the other.",
        "stale": "{name} stands still: nobody came or left for {days} days.",
        "apart": "What tells the segments apart: {words}.",
        "apart.few": "Too few leads in segments to say what tells them apart.",
        "apart.none": "Nothing known of people and companies tells them apart.",
        "outcomes": "How much segments differ in outcomes: {words}.",
        "outcomes.few": "Too few outcomes to say whether segments differ in them.",
        "outcomes.none": "no difference",
        "and": " and ",
        "percent": "{number}%",
        "members": "{members} of {leads} scored leads are in {segments} segments",
        "differ": "{count} of them would change segment by these rules now: `prospector run --until segment`",
        "silent": "{why}: {names}",
        "mean": "mean {number}",
        "yes": "yes",
        "no": "no",
        "(other)": "(other)",
        "sizes": "Size: who meets a condition, who is in the segment",
        "overlaps": "Overlap: who meets two conditions",
        "separations": "What tells the segments apart",
        "traits": "Each segment against everybody else",
        "segment": "segment",
        "size": "size",
        "leads": "leads",
        "share": "share",
        "meet": "meet it",
        "days": "days in it",
        "first": "first",
        "second": "second",
        "both": "both",
        "of_second": "of the second",
        "attribute": "attribute",
        "difference": "difference",
        "measure": "measure",
        "value": "value",
        "corrected": "corrected",
        "n": "n",
        "segments": "segments",
        "typical": "typical",
        "mixed": "mixed",
        "eta squared": "eta squared",
        "Cramér's V": "Cramér's V",
        "fitting": "fitting",
        "too broad": "too broad",
        "too narrow": "too narrow",
        "empty": "empty",
        "taken before": "taken before",
        "lent by moves": "lent by moves",
        "too few": "too few",
        "all alike": "all alike",
        "none": "none",
        "weak": "weak",
        "clear": "clear",
        "strong": "strong",
    },
    "fr": typeset_all(
        {
            "one in practice": "{names} n'en font qu'un en pratique : mêmes messages, plafonds et cadence. Réunissez-les, ou dites à chacun quelque chose qui lui soit propre.",
            "empty.one": "{names} est vide : personne ne remplit sa condition.",
            "empty.many": "{names} sont vides : personne ne remplit leurs conditions.",
            "taken.one": "{name} est vide : 1 personne remplit sa condition, et les segments placés avant la prennent{most}.",
            "taken.many": "{name} est vide : {count} personnes remplissent sa condition, et les segments placés avant les prennent toutes{most}.",
            "most": ", surtout {first}",
            "broad": "{name} est trop large : {share} de toutes les personnes en segment ; un même message convient rarement à autant de monde.",
            "narrow.one": "{names} est trop étroit : sous {least} personnes, une réponse de plus ou de moins change tous les taux.",
            "narrow.many": "{names} sont trop étroits : sous {least} personnes, une réponse de plus ou de moins change tous les taux.",
            "leads.one": "{name} (1 personne)",
            "leads.many": "{name} ({count} personnes)",
            "overlap": "{first} prend {both} des {meet} personnes qui remplissent {second} : mettez le plus précis en premier, ou excluez l'autre.",
            "stale": "{name} ne bouge plus : ni entrée ni sortie depuis {days} jours.",
            "apart": "Ce qui distingue les segments : {words}.",
            "apart.few": "Trop peu de personnes en segment pour dire ce qui les distingue.",
            "apart.none": "Rien de connu des personnes et des entreprises ne les distingue.",
            "outcomes": "À quel point les segments diffèrent par leurs résultats : {words}.",
            "outcomes.few": "Trop peu de résultats pour dire si les segments y diffèrent.",
            "outcomes.none": "aucune différence",
            "and": " et ",
            "percent": "{number} %",
            "members": "{members} des {leads} personnes notées sont dans {segments} segments",
            "differ": "{count} d'entre elles changeraient de segment avec ces règles : `prospector run --until segment`",
            "silent": "{why} : {names}",
            "mean": "moyenne {number}",
            "yes": "oui",
            "no": "non",
            "(other)": "(autre)",
            "sizes": "Taille : qui remplit la condition, qui est dans le segment",
            "overlaps": "Recoupements : qui remplit deux conditions",
            "separations": "Ce qui distingue les segments",
            "traits": "Chaque segment face à tous les autres",
            "segment": "segment",
            "size": "taille",
            "leads": "personnes",
            "share": "part",
            "meet": "remplissent",
            "days": "jours dedans",
            "first": "premier",
            "second": "second",
            "both": "les deux",
            "of_second": "du second",
            "attribute": "attribut",
            "difference": "différence",
            "measure": "mesure",
            "value": "valeur",
            "corrected": "corrigée",
            "n": "n",
            "segments": "segments",
            "typical": "typique",
            "mixed": "mélange",
            "eta squared": "êta carré",
            "Cramér's V": "V de Cramér",
            "fitting": "convient",
            "too broad": "trop large",
            "too narrow": "trop étroit",
            "empty": "vide",
            "taken before": "pris avant",
            "lent by moves": "prêté",
            "too few": "trop peu",
            "all alike": "tous pareils",
            "none": "aucune",
            "weak": "faible",
            "clear": "nette",
            "strong": "forte",
        }
    ),
}


class Teller:
    """Says things about segments in one language."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, name: str, /, **values: object) -> str:
        """The words of a name, with these values in their places."""
        return WORDS[self._language][name].format(**values)

    def counted(self, name: str, count: int, /, **values: object) -> str:
        """The words for one, or for several."""
        return self(f"{name}.{'one' if count == 1 else 'many'}", count=count, **values)

    def listed(self, names: Sequence[str]) -> str:
        """Names in a sentence: `a, b and c`."""
        return self("and").join(filter(None, (", ".join(names[:-1]), names[-1])))

    def number(self, text: str) -> str:
        """A number, as the language writes it."""
        return numeral(text, self._language)

    def percent(self, share: float) -> str:
        """A share, as the language writes it."""
        return self("percent", number=f"{share * 100:.0f}")
