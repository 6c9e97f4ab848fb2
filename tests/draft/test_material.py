"""From a lead's rows to what its template may read."""

from datetime import timedelta
from typing import Any

import pytest

from prospector.draft import material
from prospector.draft.context import DraftContext
from prospector.draft.material import Material
from prospector.rules.ruleset import Ruleset
from prospector.tables import Signal
from tests.draft.desk import (
    NOW,
    TODAY,
    ZONE,
    a_lead,
    a_signal,
    an_account,
    company,
    made_of,
    ruleset,
)


def context(given: Material, rules: Ruleset | None = None, language: str = "en") -> DraftContext:
    known = rules or ruleset()
    return material.prepare(given, known, language, today=TODAY, zone=ZONE).context


def citable(*evidence: Signal, rules: Ruleset | None = None) -> list[int | None]:
    known = rules or ruleset()
    return [signal.id for signal in material.citable(made_of(*evidence, rules=known), known)]


def test_it_tells_who_writes_to_whom() -> None:
    told = context(made_of())
    assert told.greeting == "Hi Claire"
    assert told.account.name == "Acme Industries"
    assert told.sender.email == "alice@ours.example"
    assert told.company.name == "Ours"
    assert told.notice.startswith("Ours writes to you")
    assert told.step == 1
    assert told.persona.pains == "…"


def test_it_speaks_the_language_of_the_message() -> None:
    rules = ruleset(company=company(offer={"en": "help", "fr": "aidons"}))
    told = context(made_of(lead=a_lead(civility="Mme")), rules, "fr")
    assert told.greeting == "Bonjour Madame Durand"
    assert told.company.offer == "aidons"
    assert told.signals[0].label == "a publié une offre"
    assert told.signals[0].date == "12 novembre"
    assert "« stop »" in told.opt_out


@pytest.mark.parametrize(
    ("values", "greeting"),
    [
        ({"first_name": "MARIE-LINE"}, "Hi Marie-Line"),
        ({"first_name": "J."}, "Hello"),
        ({"first_name": None}, "Hello"),
        ({"first_name": "Claire", "spoken_name": "Clara"}, "Hi Clara"),
        ({"first_name": None, "last_name": "DURAND", "civility": "Mrs"}, "Hello Ms Durand"),
    ],
)
def test_it_greets_by_the_name_one_says(values: dict[str, Any], greeting: str) -> None:
    assert context(made_of(lead=a_lead(**values))).greeting == greeting


def test_it_says_your_company_where_the_name_is_unknown() -> None:
    assert context(made_of(account=None)).account.name == "your company"
    nameless = made_of(account=an_account(name=None))
    assert context(nameless, language="fr").account.name == "votre entreprise"
    assert context(made_of(account=an_account(spoken_name="ACME"))).account.name == "ACME"


def test_it_keeps_values_on_one_line() -> None:
    told = context(made_of(lead=a_lead(title="Head\r\nBcc: x@y.example", last_name="D\nE")))
    assert told.lead.title == "Head Bcc: x@y.example"
    assert told.lead.last_name == "D E"


def test_it_gives_the_best_citable_signal_first() -> None:
    private = a_signal(1, kind="pricing_visited")
    told = context(made_of(private, a_signal(2, subject="A"), a_signal(3, subject="B")))
    assert told.signal is not None
    assert told.signal.subject == "A"
    assert [signal.subject for signal in told.signals] == ["A", "B"]
    assert context(made_of(private)).signal is None


def test_it_never_offers_a_private_or_unknown_kind() -> None:
    assert citable(a_signal(1, kind="pricing_visited"), a_signal(2, kind="gone")) == []


def test_it_offers_tracked_kinds_only_with_the_feed_s_consent() -> None:
    visit = a_signal(1, kind="page_visited", feed="site")
    assert citable(visit) == []
    for consent, ids in ((False, []), (True, [1])):
        feeds = {"feeds": {"site": {"path": "x", "origin": "our site", "consent": consent}}}
        assert citable(visit, rules=ruleset(feeds=feeds)) == ids


def test_it_tells_nobody_what_a_colleague_did() -> None:
    own = a_signal(1, kind="post_liked", person_identity_id=7)
    colleague = a_signal(2, kind="post_liked", person_identity_id=8)
    stranger = a_signal(3, kind="post_liked", person_identity_id=99)
    assert citable(own, colleague, stranger) == [1]


def test_it_tells_news_of_the_company_whoever_brought_it() -> None:
    job = a_signal(1, person_identity_id=8)
    order = a_signal(2, kind="purchased", person_identity_id=8)
    assert citable(job, order) == [1, 2]


def test_it_states_no_day_that_was_assumed() -> None:
    assumed = a_signal(1, occurred_from=NOW - timedelta(days=20), occurred_until=NOW)
    told = context(made_of(assumed)).signals[0]
    assert (told.date, told.days_ago) == (None, None)
    same_day = a_signal(1, occurred_from=NOW - timedelta(hours=2), occurred_until=NOW)
    assert context(made_of(same_day)).signals[0].date == "12 November"


def test_it_counts_days_in_the_workspace_s_zone() -> None:
    midnight = NOW.replace(hour=23, minute=30) - timedelta(days=4)
    told = context(made_of(a_signal(1, occurred_at=midnight))).signals[0]
    assert (told.date, told.days_ago) == ("13 November", 3)


def test_it_writes_whole_amounts_as_whole_numbers() -> None:
    told = context(made_of(a_signal(1, amount=4800.0))).signals[0]
    assert repr(told.amount) == "4800"
    assert context(made_of(a_signal(1, amount=12.5))).signals[0].amount == 12.5


def test_it_finds_the_nearest_proof() -> None:
    proof = {
        "id": "globex",
        "claim": {"en": "Globex halved its stops."},
        "link": "https://ours.example/globex",
        "valid_until": "2027-01-01",
        "agreed": True,
    }
    told = context(made_of(), ruleset(proofs={"proofs": [proof]}))
    assert told.proof is not None
    assert told.proof.claim == "Globex halved its stops."
    assert context(made_of()).proof is None


def hashed(given: Material, *, days: int = 0) -> str:
    rules = ruleset()
    prepared = material.prepare(given, rules, "en", today=TODAY + timedelta(days=days), zone=ZONE)
    return material.evidence_hash(prepared, material.citable(given, rules))


def test_it_hashes_the_evidence_and_not_the_passing_of_days() -> None:
    assert hashed(made_of()) == hashed(made_of(), days=3)
    others = (
        made_of(a_signal(2)),
        made_of(a_signal(1, subject="SDR")),
        made_of(lead=a_lead(title="CEO")),
        made_of(account=an_account(employees=90)),
    )
    assert len({hashed(made_of()), *map(hashed, others)}) == 5


FEEDS = {"feeds": {"fair": {"path": "x", "origin": {"en": "the fair.", "fr": "le salon"}}}}


def test_it_says_where_a_lead_s_details_came_from() -> None:
    rules = ruleset(feeds=FEEDS)
    sources = {"title": {"feed": "crm"}, "email": {"feed": "fair"}}
    given = made_of(lead=a_lead(sources=sources))
    assert context(given, rules).notice.endswith(" Source of your details: the fair.")
    assert context(given, rules, "fr").notice.endswith(" Source de vos coordonnées : le salon.")


def test_it_says_nothing_of_a_source_nobody_declared() -> None:
    given = made_of(lead=a_lead(sources={"email": {"feed": "hubspot"}}))
    assert "Source" not in context(given, ruleset(feeds=FEEDS)).notice
    assert material.source_feed(given.lead) == "hubspot"
    assert material.source_feed(a_lead(sources={"title": {"feed": "crm"}})) == "crm"
    assert material.source_feed(a_lead()) is None


def test_it_offers_no_more_than_a_message_could_quote() -> None:
    many = [a_signal(number) for number in range(1, 300)]
    assert citable(*many) == list(range(1, material.MAX_SIGNALS + 1))
    tools = [f"Tool {number}" for number in range(500)]
    assert len(context(made_of(account=an_account(tools=tools))).account.tools) == 100


def test_it_keeps_private_signals_apart() -> None:
    private = a_signal(2, kind="pricing_visited")
    rules = ruleset()
    found = material.private(made_of(a_signal(1), private, rules=rules), rules)
    assert [signal.id for signal in found] == [2]


def test_it_tells_the_behaviour_and_hashes_none_as_before_there_were_any() -> None:
    rules = ruleset()

    def hashed(behaviour: str | None) -> str:
        given = made_of(behaviour=behaviour)
        prepared = material.prepare(given, rules, "en", today=TODAY, zone=ZONE)
        assert prepared.context.lead.behaviour == behaviour
        return material.evidence_hash(prepared, given.evidence)

    assert hashed(None) == "71f93486b1f370e0"
    assert hashed("prudent") != hashed(None)
