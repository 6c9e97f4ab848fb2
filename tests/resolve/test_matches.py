"""Which leads are compared, and which pairs are likely enough to show."""

import polars as pl

from prospector.resolve import matches
from prospector.resolve.comparing.evidence import Card, Evidence
from prospector.resolve.matches import Match, Pair, by_confidence, likely


def card(
    lead: int,
    first: str | None = "Claire",
    last: str | None = "Quileroand",
    *,
    account: int | None = 1,
    email: str | None = None,
) -> Card:
    return Card(lead, account, first, last, email, None)


def colleagues(cards: list[Card], changed: set[int]) -> set[Pair]:
    columns = ["lead", "account", "first", "last", "email"]
    rows = pl.DataFrame([card[:5] for card in cards], schema=columns, orient="row")
    texts = [pl.col(name).cast(pl.String) for name in columns[2:]]
    return matches.colleagues(rows.with_columns(texts), pl.Series(sorted(changed), dtype=pl.Int64))


def test_it_compares_colleagues_with_a_word_in_common() -> None:
    cards = [card(1), card(2, "Bob"), card(3, "Claire", "Petit"), card(4, "Eve", "Roy")]
    assert colleagues(cards, {1}) == {Pair(1, 2), Pair(1, 3)}
    assert colleagues([card(1), card(2, account=2)], {1, 2}) == set()


def test_it_looks_up_an_address_by_the_name_it_may_spell() -> None:
    nameless = card(2, None, None, email="cquileroand@acme.example")
    assert colleagues([card(1), nameless], {1}) == {Pair(1, 2)}
    named = card(1, "Claude", "Ôquile Roand")
    assert colleagues([named, card(2, None, None, email="C.Roand7@x.example")], {2}) == {Pair(1, 2)}


def test_it_compares_only_where_something_changed() -> None:
    assert colleagues([card(1), card(2), card(3)], {3}) == {Pair(1, 3), Pair(2, 3)}
    assert colleagues([card(1), card(2)], set()) == set()


def test_it_leaves_a_word_that_a_crowd_bears() -> None:
    crowd = [card(n, "Claire", f"Name{n}") for n in range(matches.CROWD + 1)]
    assert colleagues(crowd, {0}) == set()
    assert len(colleagues(crowd[1:], {1})) == matches.CROWD - 1


def test_it_parts_leads_between_companies_that_have_several() -> None:
    leads = pl.DataFrame({"lead": range(9), "account": [2, 1, 3, 1, 2, 4, 3, 1, None]})
    parts = [part["account"].to_list() for part in matches.companies(leads, 2)]
    assert parts == [[1, 1, 1], [2, 2], [3, 3]]
    assert [part.height for part in matches.companies(leads, 9)] == [7]
    assert list(matches.companies(leads.clear(), 9)) == []


def of(*rows: tuple[int, str]) -> pl.DataFrame:
    schema = {"lead": pl.Int64, "name": pl.String}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def test_it_finds_namesakes_anywhere_in_either_order() -> None:
    bearers = of((1, "claire durand"), (2, "claire durand"), (3, "durand claire"))
    names = of((1, "claire durand"))
    assert set(matches.orders(of((1, "claire durand"), (2, "jean de la tour"))).rows()) == {
        (1, "claire durand"), (1, "durand claire"), (2, "jean de la tour"),
    }  # fmt: skip
    assert matches.namesakes(names, bearers) == {Pair(1, 2), Pair(1, 3)}
    assert matches.homonyms(names, bearers) == {1: 2}
    clan = of(*((n, "claire durand") for n in range(matches.CLAN + 1)))
    assert matches.namesakes(names, clan) == set()
    assert len(matches.namesakes(names, clan[1:])) == matches.CLAN - 1


def test_it_shows_what_is_likely_and_leaves_what_is_not() -> None:
    cards = {1: card(1, email="claire.quileroand@acme.example"), 2: card(2), 3: card(3, "Bob")}
    pairs: dict[Pair, set[Evidence]] = {Pair(1, 2): set(), Pair(1, 3): set()}
    found = likely(pairs, cards, {})
    assert [(m.lead_id, m.other_lead_id) for m in found] == [(1, 2)]
    assert found[0].reason == "same name, same company, one of them is only a name"


def test_it_writes_a_pair_one_way() -> None:
    assert Match(7, 3, None, "", 1).pair == Match(3, 7, None, "", 1).pair == "lead:3|lead:7"
    assert Match(7, None, 3, "", 1).pair == "lead:7|account:3"


def test_it_sorts_the_surest_last() -> None:
    assert by_confidence(Match(1, 2, None, "a", 0.6)) < by_confidence(Match(1, 2, None, "a", 0.9))
