"""Every field a condition may read, with its type: one table for the checker, the engine, the docs."""

from prospector.rules.models import SignalsFile, ValueType
from prospector.tables import Channel, Relation

BOOL, NUMBER, TEXT, TIME, LIST = (
    ValueType.BOOL,
    ValueType.NUMBER,
    ValueType.TEXT,
    ValueType.TIME,
    ValueType.LIST,
)

SIGNAL_FIELDS: dict[str, ValueType] = {
    "signal.kind": TEXT,
    "signal.feed": TEXT,
    "signal.occurred_at": TIME,
    "signal.subject": TEXT,
    "signal.subject_of": TEXT,
    "signal.topic": TEXT,
    "signal.text": TEXT,
    "signal.amount": NUMBER,
    "signal.currency": TEXT,
}
LEAD_FIELDS: dict[str, ValueType] = {
    "lead.title": TEXT,
    "lead.function": TEXT,
    "lead.seniority": TEXT,
    "lead.language": TEXT,
    "lead.country": TEXT,
    "lead.civility": TEXT,
    "lead.owner": TEXT,
    "lead.posture": TEXT,
    "lead.decision_style": TEXT,
    "lead.preferred_channel": TEXT,
    "lead.lifecycle": TEXT,
    "lead.email": TEXT,
    "lead.linkedin_url": TEXT,
    "lead.phone": TEXT,
}
ACCOUNT_FIELDS: dict[str, ValueType] = {
    "account.domain": TEXT,
    "account.name": TEXT,
    "account.country": TEXT,
    "account.region": TEXT,
    "account.city": TEXT,
    "account.industry": TEXT,
    "account.naf_code": TEXT,
    "account.employees": NUMBER,
    "account.revenue": NUMBER,
    "account.sites": NUMBER,
    "account.crm_in_place": BOOL,
    "account.sales_structure": TEXT,
    "account.tools": LIST,
    "account.relation": TEXT,
    "account.owner": TEXT,
}
#: The account's pace of signals against its own past: 50 = usual, 0 to 100 (docs/score.md).
SURGE_FIELDS: dict[str, ValueType] = {
    "account.surge": NUMBER,
    "account.momentum": NUMBER,
}
#: What a score adds, for segments and the priority expression. Points, 0 to 100, one decimal in comparisons.
SCORE_FIELDS: dict[str, ValueType] = {
    "fit": NUMBER,
    "fit.lower": NUMBER,
    "fit.upper": NUMBER,
    "fit.expected": NUMBER,
    "fit.known_share": NUMBER,
    "fit.profile": TEXT,
    "intent": NUMBER,
    "grade": TEXT,
}
#: Purchases of the account: days since the last, how many, how much (one currency), their scores
#: from 1 to 5 among all buyers, the name of the three, and how the last year differs.
RFM_FIELDS: dict[str, ValueType] = {
    "rfm.recency_days": NUMBER,
    "rfm.frequency": NUMBER,
    "rfm.monetary": NUMBER,
    "rfm.r": NUMBER,
    "rfm.f": NUMBER,
    "rfm.m": NUMBER,
    "rfm.segment": TEXT,
    "rfm.trend": NUMBER,
}

FIT = {**LEAD_FIELDS, **ACCOUNT_FIELDS, **SURGE_FIELDS}
INTENT = {**SIGNAL_FIELDS, **FIT}
SEGMENT = {**FIT, **SCORE_FIELDS, **RFM_FIELDS}
PRIORITY = {
    "intent": NUMBER,
    "fit": NUMBER,
    "fit_lower": NUMBER,
    "fit_upper": NUMBER,
    "fit_expected": NUMBER,
    **SURGE_FIELDS,
}
#: Names of the 125 cells of recency, frequency and money; the table is in `engine.rfm`.
RFM_SEGMENTS = ("champions", "loyal", "new with potential", "at risk", "dormant", "lost")
#: Fields that hold one of a few known texts: anything else in a condition is a slip of the pen.
VALUES: dict[str, tuple[str, ...]] = {
    "account.relation": tuple(Relation),
    "signal.subject_of": ("own", "competitor", "other"),
    "lead.posture": ("strategic", "field"),
    "lead.decision_style": ("intuitive", "rational", "collegial"),
    "lead.preferred_channel": tuple(Channel),
    "rfm.segment": RFM_SEGMENTS,
    "grade": tuple(f"{letter}{digit}" for letter in "ABC" for digit in "123"),
}


def attributes(signals: SignalsFile) -> dict[str, ValueType]:
    """The declared attributes, by the name conditions use: `account.head_count`."""
    return {f"{field.entity}.{name}": field.type for name, field in signals.fields.items()}


def intent_fields(signals: SignalsFile) -> dict[str, ValueType]:
    """What an intent rule may read."""
    return {**INTENT, **attributes(signals)}


def fit_fields(signals: SignalsFile) -> dict[str, ValueType]:
    """What a fit rule may read."""
    return {**FIT, **_without_signals(attributes(signals))}


def segment_fields(signals: SignalsFile) -> dict[str, ValueType]:
    """What a segment may read."""
    return {**SEGMENT, **_without_signals(attributes(signals))}


def _without_signals(fields: dict[str, ValueType]) -> dict[str, ValueType]:
    return {name: kind for name, kind in fields.items() if not name.startswith("signal.")}
