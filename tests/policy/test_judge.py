"""The first gate that stops a lead is the answer, whatever else stops it."""

import itertools
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from prospector.policy.gates import GateCode
from prospector.policy.judge import PROPOSING, first_gate
from prospector.store.candidates import Closed, OpenEnrolment
from prospector.store.lookalikes import Lookalike
from prospector.store.suppressions import Match
from prospector.tables import Channel, DraftStatus, Relation, SuppressionKind
from tests.policy.people import context, subject
from tests.policy.world import NOW

# Any: facts and columns of several types.
#: For each standing gate, facts and columns that trip it and no earlier one.
TRIPS: dict[GateCode, tuple[dict[str, Any], dict[str, Any]]] = {
    GateCode.OWN_STAFF: ({}, {"email": "dora@ours.example"}),
    GateCode.CUSTOMER: ({}, {"relation": Relation.CUSTOMER}),
    GateCode.OPEN_OPPORTUNITY: ({}, {"relation": Relation.OPEN_OPPORTUNITY}),
    GateCode.OTHER_OWNER: ({}, {"owner": "Dana Smith"}),
    GateCode.COMPETITOR: ({}, {"relation": Relation.COMPETITOR}),
    GateCode.PARTNER: ({}, {"relation": Relation.PARTNER}),
    GateCode.SUGGESTED_MATCH: (
        {"suggested": [Lookalike("same name", "Charlie of Happy", Relation.CUSTOMER, lead_id=7)]},
        {},
    ),
    GateCode.SUPPRESSED: (
        {"suppressed": [Match(SuppressionKind.EMAIL, "opted_out", "feed", NOW)]},
        {},
    ),
    GateCode.COUNTRY: ({"barred": frozenset(Channel)}, {}),
    GateCode.DISQUALIFIED: ({}, {"disqualified_by": "student"}),
    GateCode.NO_SIGNAL: ({}, {"newest_signal_at": None}),
    GateCode.GRADE: ({}, {"grade": "C3"}),
    GateCode.NO_SEGMENT: ({}, {"segment": None}),
    GateCode.NO_CHANNEL: ({}, {"email": None}),
    GateCode.ENROLLED_ELSEWHERE: ({}, {"enrolment": OpenEnrolment(1, "hiring", 1, NOW)}),
    GateCode.COOL_DOWN: ({"closed": Closed(NOW, DraftStatus.SKIPPED, None)}, {}),
}


def test_it_lets_a_lead_pass_that_nothing_stops() -> None:
    assert first_gate(subject(), context()) is None


@pytest.mark.parametrize("code", TRIPS, ids=str)
def test_it_stops_at_each_gate(code: GateCode) -> None:
    facts, columns = TRIPS[code]
    columns = {"linkedin_url": None, **columns}
    gate = first_gate(subject(facts=facts, **columns), context())
    assert gate is not None
    assert gate.code is code


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pair
        for pair in itertools.combinations(TRIPS, 2)
        # These two speak of the same fact: one cannot be tripped beside the other.
        if not {pair[0], pair[1]} & {GateCode.ENROLLED_ELSEWHERE}
        and {name for code in pair for name in TRIPS[code][1]}
        and len({name for code in pair for name in TRIPS[code][1]})
        == sum(len(TRIPS[code][1]) for code in pair)
    ],
)
def test_it_names_the_earlier_of_two_gates(first: GateCode, second: GateCode) -> None:
    facts = {**TRIPS[first][0], **TRIPS[second][0]}
    columns = {**TRIPS[first][1], **TRIPS[second][1]}
    gate = first_gate(subject(facts=facts, **columns), context())
    assert gate is not None
    assert gate.code is first


@pytest.mark.parametrize("code", sorted(PROPOSING), ids=str)
def test_it_does_not_take_back_an_approval_for_a_faded_score(code: GateCode) -> None:
    facts, columns = TRIPS[code]
    assert first_gate(subject(facts=facts, **columns), context(), without=PROPOSING) is None


@pytest.mark.parametrize("code", sorted(PROPOSING), ids=str)
def test_it_lets_an_open_sequence_go_on_when_the_score_fades(code: GateCode) -> None:
    facts, columns = TRIPS[code]
    enrolled = {"enrolment": OpenEnrolment(1, "hiring", 1, NOW - timedelta(days=4)), **columns}
    assert first_gate(subject(facts=facts, **enrolled), context()) is None


@pytest.mark.parametrize("code", TRIPS, ids=str)
def test_it_says_in_one_plain_sentence_what_stops_whom(code: GateCode) -> None:
    facts, columns = TRIPS[code]
    gate = first_gate(subject(facts=facts, **columns), context())
    assert gate is not None
    assert gate.reason[0].isupper() or "@" in gate.reason.split()[0]
    assert not gate.reason.endswith(".")  # whoever prints it ends the sentence
    assert gate.action.endswith(".")
    assert "None" not in gate.reason
    assert "_" not in re.sub(r"[a-z]+_domains of company.yaml", "", gate.reason)


@pytest.mark.parametrize("code", TRIPS, ids=str)
def test_it_says_it_in_french_where_the_workspace_does(code: GateCode) -> None:
    facts, columns = TRIPS[code]
    one = subject(facts=facts, **columns)
    english = first_gate(one, context())
    french = first_gate(one, replace(context(), language="fr"))
    assert english is not None
    assert french is not None
    assert (french.code, french.lifts_at) == (english.code, english.lifts_at)
    told, meant = f"{french.reason}. {french.action}", f"{english.reason}. {english.action}"
    assert not set(re.findall(r"\w+", told)) & {"the", "is", "to", "they", "and"}
    # What is theirs stays: names, addresses, fields, files, commands.
    assert set(re.findall(r"`[^`]+`|\S+@\S+|\S+\.yaml", told)) == set(
        re.findall(r"`[^`]+`|\S+@\S+|\S+\.yaml", meant)
    )
