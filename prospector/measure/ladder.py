"""The outcome ladder: how far a lead that was put before us came, and how long each rung may take.

The lower rungs say what our people think of a lead, the higher ones what the lead thinks of us: the
higher the rung, the more it is worth and the fewer cases reach it.
"""

from collections.abc import Mapping
from enum import StrEnum

from prospector.tables import SkipReason


class Rung(StrEnum):
    """How far a case came, lowest first."""

    APPROVED_UNEDITED = "approved_unedited"
    APPROVED = "approved"
    REPLIED = "replied"
    POSITIVE = "positive"
    MEETING = "meeting"
    WON = "won"


#: Rungs that a person here decides; the others take a touch, and an answer.
DECIDED = (Rung.APPROVED_UNEDITED, Rung.APPROVED)
ANSWERED = (Rung.REPLIED, Rung.POSITIVE, Rung.MEETING, Rung.WON)
#: The kinds that reach a rung. A deal was talked about, whoever noted the meeting.
KINDS: Mapping[Rung, tuple[str, ...]] = {
    Rung.REPLIED: ("replied", "replied_negative", "asked_later", "referred"),
    Rung.POSITIVE: ("replied_positive",),
    Rung.MEETING: ("meeting_booked", "opportunity_opened"),
    Rung.WON: ("deal_won",),
}
TOUCHED = "touched"
BOUNCED = "bounced"
#: Every kind the ladder reads.
READ = (TOUCHED, BOUNCED, *(kind for kinds in KINDS.values() for kind in kinds))
#: Days after a touch in which a rung counts. A case younger than that is not judged at all: those
#: that answered early would be counted without those that have not answered yet.
WINDOW: Mapping[Rung, int] = {
    Rung.APPROVED_UNEDITED: 0,
    Rung.APPROVED: 0,
    Rung.REPLIED: 30,
    Rung.POSITIVE: 30,
    Rung.MEETING: 45,
    Rung.WON: 180,
}
#: Skips that say the lead should not have been there. The others speak of the message, of our
#: records or of the day, and leave the case unjudged.
SPEAKING = (SkipReason.WRONG_PERSON, SkipReason.BAD_FIT, SkipReason.WEAK_SIGNAL)

LABELS: Mapping[Rung, Mapping[str, str]] = {
    Rung.APPROVED_UNEDITED: {"en": "approved unedited", "fr": "approuvé sans retouche"},
    Rung.APPROVED: {"en": "approved", "fr": "approuvé"},
    Rung.REPLIED: {"en": "replied", "fr": "a répondu"},
    Rung.POSITIVE: {"en": "positive reply", "fr": "réponse positive"},
    Rung.MEETING: {"en": "meeting", "fr": "rendez-vous"},
    Rung.WON: {"en": "won", "fr": "gagné"},
}
_NOUNS: Mapping[Rung, Mapping[str, str]] = {
    Rung.APPROVED_UNEDITED: {
        "en": "approval without a change",
        "fr": "l'approbation sans retouche",
    },
    Rung.APPROVED: {"en": "SDR approval", "fr": "l'approbation des SDR"},
    Rung.REPLIED: {"en": "replies", "fr": "les réponses"},
    Rung.POSITIVE: {"en": "positive replies", "fr": "les réponses positives"},
    Rung.MEETING: {"en": "meetings", "fr": "les rendez-vous"},
    Rung.WON: {"en": "signed deals", "fr": "les affaires signées"},
}


def claim(rung: Rung, language: str) -> str:
    """What figures on this rung are about, and what they are not: a part of every title."""
    noun = _NOUNS[rung]
    wanted = Rung.WON if rung is Rung.MEETING else Rung.MEETING
    if language == "fr":
        not_this = "" if rung is Rung.WON else f", pas {_NOUNS[wanted]['fr']}"
        return f"prédit {noun['fr']}{not_this}"
    not_this = "" if rung is Rung.WON else f", not {_NOUNS[wanted]['en']}"
    return f"predicts {noun['en']}{not_this}"
