"""The segmentation table's own words, in English and French."""

from collections.abc import Mapping

from prospector.tables import Channel, Purpose

TITLE = {"en": "Segments of {ours}, {day}", "fr": "Segments : {ours}, {day}"}
#: Columns in order; a cell may hold several parts of a row, each with its own small heading.
HEADINGS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "segment": "Segment",
        "company": "Company profile",
        "decision_maker": "Decision maker",
        "context": "Context and pains",
        "brakes": "Brakes and expectations",
        "approach": "Approach",
        "counts": "Counts",
        "kpi": "Results",
    },
    "fr": {
        "segment": "Segment",
        "company": "Profil de l'entreprise",
        "decision_maker": "Décideur",
        "context": "Contexte et problèmes",
        "brakes": "Freins et attentes",
        "approach": "Approche",
        "counts": "Effectifs",
        "kpi": "Résultats",
    },
}
PARTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "purpose": "Purpose",
        "wants": "Wants",
        "pains": "Pains",
        "fears": "Brakes",
        "expects": "Expects",
        "cycle": "Cycle",
        "steps": "Messages",
        "leads": "leads",
        "accounts": "companies",
        "share": "of all in segments",
        "touched": "touched",
        "replied": "replied",
        "met": "met",
        "won": "signed",
        "few": "too few",
    },
    "fr": {
        "purpose": "Objet",
        "wants": "Veut",
        "pains": "Problèmes",
        "fears": "Freins",
        "expects": "Attend",
        "cycle": "Cycle",
        "steps": "Messages",
        "leads": "personnes",
        "accounts": "entreprises",
        "share": "des personnes en segment",
        "touched": "contactées",
        "replied": "ont répondu",
        "met": "en rendez-vous",
        "won": "ont signé",
        "few": "trop peu",
    },
}
PURPOSES: Mapping[str, Mapping[Purpose, str]] = {
    "en": {purpose: purpose.value.replace("_", " ") for purpose in Purpose},
    "fr": {
        Purpose.NEW_CONVERSATION: "nouvelle conversation",
        Purpose.TRIAL_FEEDBACK: "retour sur un essai",
        Purpose.UPSELL: "vente additionnelle",
        Purpose.WIN_BACK: "reconquête",
        Purpose.EVENT_FOLLOW_UP: "suite d'un événement",
        Purpose.RECRUITING: "recrutement",
    },
}
CHANNELS: Mapping[str, Mapping[str, str]] = {
    "en": {Channel.EMAIL: "e-mail", Channel.LINKEDIN: "LinkedIn", "or": "or"},
    "fr": {Channel.EMAIL: "e-mail", Channel.LINKEDIN: "LinkedIn", "or": "ou"},
}
THEN = {"en": "then", "fr": "puis"}
DAYS = {"en": "after {days} days ", "fr": "après {days} jours "}
NOTE = {
    "en": "Results: leads touched, and those who replied, met or signed after the segment's last touch; with fewer than 30 touched no rate is given. Intervals: 95 %.",
    "fr": "Résultats : personnes contactées, et celles qui ont répondu, pris rendez-vous ou signé après le dernier contact du segment ; sous 30 contactées, aucun taux n'est donné. Intervalles : 95 %.",
}
