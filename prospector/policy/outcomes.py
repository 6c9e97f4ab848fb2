"""What came back, and what follows: which objections and bounces close which addresses."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from prospector.store.enrolments import OBJECTIONS
from prospector.store.suppressions import BOUNCED, Objection, Value
from prospector.tables import SuppressionKind
from prospector.text import fold

#: Kinds that close an address, or everything.
CLOSING = (*OBJECTIONS, BOUNCED)
#: How mail systems call a bounce that may not happen again.
_SOFT = frozenset({"soft", "softbounce", "transient", "temporary", "deferred", "delayed"})


class Closing(NamedTuple):
    """A value that is closed, why, and where that is written."""

    value: Value
    reason: str
    source: str


def closings(
    objections: Iterable[Objection], values_of: Mapping[int, set[Value]]
) -> list[tuple[Objection, Closing]]:
    """What each objection closes: a bounce its address, the others every way to the person."""
    found = []
    for objection in objections:
        source = f"{objection.feed}, {objection.file} line {objection.line}"
        known = values_of.get(objection.lead_id or 0, set())
        closed = {objection.value, *known} if objection.value else known
        if objection.kind == BOUNCED:
            closed = {objection.value} if _closes_address(objection) and objection.value else set()
        found += [(objection, Closing(value, objection.kind, source)) for value in sorted(closed)]
    return found


def _closes_address(bounce: Objection) -> bool:
    value = bounce.value
    return value is not None and value.kind is SuppressionKind.EMAIL and not is_soft(bounce)


def is_soft(bounce: Objection) -> bool:
    """Whether a bounce says of itself that it may not happen again: a word, or a 4.x.x status."""
    told = (bounce.subject, bounce.topic, bounce.text, *_texts(bounce.attributes))
    for text in filter(None, told):
        if _SOFT & set(fold(text).split()) or text.strip().startswith(("4.", "421", "450", "451")):
            return True
    return False


# Any: attributes are whatever columns a feed has.
def _texts(attributes: Mapping[str, Any] | None) -> Iterable[str]:
    return (value for value in (attributes or {}).values() if isinstance(value, str))
