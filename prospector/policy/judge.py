"""Ask the gates in order; the first that stops a lead is the answer."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet

from prospector.policy import ours, places, timing, worth
from prospector.policy.gates import Context, Gate, GateCode, Subject

#: Every gate but those of the day: account limit, caps, quiet day, capacity.
STANDING: Sequence[tuple[GateCode, Callable[[Subject, Context], Gate | None]]] = (
    (GateCode.OWN_STAFF, ours.own_staff),
    (GateCode.CUSTOMER, ours.customer),
    (GateCode.OPEN_OPPORTUNITY, ours.open_opportunity),
    (GateCode.OTHER_OWNER, ours.other_owner),
    (GateCode.COMPETITOR, ours.competitor),
    (GateCode.PARTNER, ours.partner),
    (GateCode.SUGGESTED_MATCH, ours.suggested_match),
    (GateCode.SUPPRESSED, ours.suppressed),
    (GateCode.COUNTRY, places.country_gate),
    (GateCode.DISQUALIFIED, worth.disqualified),
    (GateCode.NO_SIGNAL, worth.no_signal),
    (GateCode.GRADE, worth.grade),
    (GateCode.NO_SEGMENT, worth.no_segment),
    (GateCode.NO_CHANNEL, worth.no_channel),
    (GateCode.ENROLLED_ELSEWHERE, timing.enrolled_elsewhere),
    (GateCode.COOL_DOWN, timing.cool_down),
)
#: What only decides whether to propose a draft: it does not take back one a person approved.
PROPOSING = frozenset({GateCode.NO_SIGNAL, GateCode.GRADE, GateCode.NO_SEGMENT})


def first_gate(
    subject: Subject, context: Context, *, without: AbstractSet[GateCode] = frozenset()
) -> Gate | None:
    """The first gate that stops a lead, apart from those of the day; None = it may go on."""
    for code, gate in STANDING:
        if code not in without:
            found = gate(subject, context)
            if found is not None:
                return found
    return None
