"""The generic signal record: its fields, what each holds, and whom it speaks of.

CSV column = JSON key = webhook field. Aliases, profiles, `--map` and `--set` all end here.
"""

import re
from enum import StrEnum
from typing import NamedTuple

from prospector.text import fold

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class About(StrEnum):
    """Whom or what a field describes."""

    SIGNAL = "signal"
    LEAD = "lead"
    ACCOUNT = "account"


class Holds(StrEnum):
    """What a field holds; each has one reader in `values`."""

    TEXT = "text"
    TIME = "time"
    NUMBER = "number"
    WHOLE = "whole number"
    SHARE = "number from 0 to 1"
    YES_NO = "yes or no"
    LIST = "list"
    EMAIL = "e-mail address"
    PHONE = "phone number"
    PROFILE = "profile URL"
    DOMAIN = "web address"
    COUNTRY = "country"
    LANGUAGE = "language"
    KIND = "kind"
    RELATION = "relation"
    SUBJECT_OF = "own, competitor or other"
    CURRENCY = "currency"
    POSTURE = "strategic or field"
    DECISION_STYLE = "intuitive, rational or collegial"


class Field(NamedTuple):
    """One field of the record."""

    name: str
    about: About
    holds: Holds
    help: str


_S, _L, _A = About.SIGNAL, About.LEAD, About.ACCOUNT
_T = Holds.TEXT

FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("kind", _S, Holds.KIND, "a kind of rules/signals.yaml; none = an update"),
        Field("occurred_at", _S, Holds.TIME, "when it happened; a date alone is noon UTC"),
        Field("external_id", _S, _T, "the source's own id of this row"),
        Field("subject", _S, _T, "the post, event, job title or tool"),
        Field("subject_of", _S, Holds.SUBJECT_OF, "whose subject it is"),
        Field("topic", _S, _T, "what it is about"),
        Field("text", _S, _T, "the words of a comment or reply"),
        Field("url", _S, _T, "a page that shows it"),
        Field("amount", _S, Holds.NUMBER, "money or quantity"),
        Field("currency", _S, Holds.CURRENCY, "ISO 4217 code"),
        Field("confidence", _S, Holds.SHARE, "how sure the source is"),
        Field("email", _L, Holds.EMAIL, "work e-mail address"),
        Field("phone", _L, Holds.PHONE, "phone number"),
        Field("linkedin_url", _L, Holds.PROFILE, "personal profile page"),
        Field("first_name", _L, _T, "given name"),
        Field("last_name", _L, _T, "family name"),
        Field("name", _L, _T, "full name"),
        Field("civility", _L, _T, "Mr, Ms, Monsieur, Madame"),
        Field("title", _L, _T, "job title"),
        Field("function", _L, _T, "what they work on"),
        Field("seniority", _L, _T, "how high they stand"),
        Field("language", _L, Holds.LANGUAGE, "two-letter code or name"),
        Field("time_zone", _L, _T, "IANA zone"),
        Field("country", _L, Holds.COUNTRY, "two-letter code or name"),
        Field("postal_address", _L, _T, "postal address"),
        Field("posture", _L, Holds.POSTURE, "strategic or field"),
        Field("decision_style", _L, Holds.DECISION_STYLE, "intuitive, rational or collegial"),
        Field("preferred_channel", _L, _T, "email or linkedin"),
        Field("lifecycle", _L, _T, "stage in the CRM, as the CRM says it"),
        Field("owner", _L, _T, "who looks after them"),
        Field("domain", _A, Holds.DOMAIN, "web site or domain"),
        Field("company", _A, _T, "company name"),
        Field("industry", _A, _T, "sector"),
        Field("naf_code", _A, _T, "French activity code"),
        Field("employees", _A, Holds.WHOLE, "head count; of a range, its middle"),
        Field("revenue", _A, Holds.NUMBER, "yearly revenue"),
        Field("sites", _A, Holds.WHOLE, "number of sites"),
        Field("city", _A, _T, "city"),
        Field("region", _A, _T, "region or state"),
        Field("crm_in_place", _A, Holds.YES_NO, "whether they run a CRM"),
        Field("sales_structure", _A, _T, "how they sell"),
        Field("tools", _A, Holds.LIST, "tools they use, `a; b`"),
        Field("relation", _A, Holds.RELATION, "what the company is to us"),
    )
}

#: A row needs one of these, or nobody can be found by it.
IDENTIFYING = ("email", "phone", "linkedin_url", "domain", "company")
#: Fields a row cannot do without understanding: a value that cannot be read rejects the row.
STRICT = frozenset({"kind", "occurred_at", "amount", "confidence", "subject_of"})
#: What `--set` also takes: how the file writes dates and numbers.
LOCALE = "locale"


def names_about(about: About) -> tuple[str, ...]:
    """The fields that describe a lead, an account or the signal."""
    return tuple(field.name for field in FIELDS.values() if field.about is about)


def key_of(header: str) -> str:
    """A column's name as aliases are compared: folded, without spaces (`E-Mail` is `email`)."""
    return fold(header).replace(" ", "")


def attribute_of(header: str) -> str:
    """A column's name as rules write it (`Attendance rate`, `attendanceRate`: `attendance_rate`)."""
    if header[:1].islower() and " " not in header:
        header = _HUMP.sub(" ", header)
    return fold(header).replace(" ", "_")
