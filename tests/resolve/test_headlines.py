"""The company a headline names."""

import pytest

from prospector.resolve.headlines import Guess, Named, Verdict, judge, named, sourced


def guess(
    company: str | None = "Acme",
    *,
    account: int | None = None,
    by_headline: bool = False,
    title: str | None = None,
) -> Guess:
    return Guess(1, account, by_headline, company, named(company, title, "ours"))


def judged(one: Guess, accounts: dict[str, set[int]], *refused: tuple[int, int]) -> Verdict:
    return judge([one], accounts, refused)


def test_it_links_and_suggests_the_one_account_of_that_name() -> None:
    verdict = judged(guess("Acme SAS"), {"acme": {5}})
    assert verdict.links == {1: 5}
    assert [(m.pair, m.reason) for m in verdict.matches] == [
        ("lead:1|account:5", "headline names Acme SAS")
    ]


def test_it_suggests_each_of_several_and_links_none() -> None:
    verdict = judged(guess(), {"acme": {5, 6}})
    assert verdict.links == {}
    assert [match.other_account_id for match in verdict.matches] == [5, 6]


def test_it_leaves_a_lead_with_another_company_alone() -> None:
    assert judged(guess(account=9), {"acme": {5}}) == Verdict({}, [])


def test_it_moves_and_undoes_its_own_links() -> None:
    assert judged(guess(account=4, by_headline=True), {"acme": {5}}).links == {1: 5}
    assert judged(guess(account=4, by_headline=True), {}).links == {1: None}
    assert judged(guess(account=5, by_headline=True), {"acme": {5}}).links == {}


def test_it_keeps_a_refused_match_refused() -> None:
    assert judged(guess(), {"acme": {5}}, (1, 5)) == Verdict({}, [])


@pytest.mark.parametrize(
    ("company", "title", "expected"),
    [
        ("Acme", None, Named("acme", None)),
        ("Ours SAS", "CEO at Ours SAS", Named("ours", None)),
        ("Acme", "Sales at Acme, formerly Ours", Named("acme", "ours")),
        (None, "Ours \u2013 Sales", Named(None, "ours")),
        (None, "Yours truly", Named(None, None)),
    ],
)
def test_it_hears_our_own_name_anywhere(
    company: str | None, title: str | None, expected: Named
) -> None:
    assert named(company, title, "ours") == expected


def test_it_only_suggests_us_where_our_name_stands_elsewhere() -> None:
    verdict = judged(guess(None, title="Sales, Ours"), {"ours": {7}})
    assert verdict.links == {}
    assert [(m.other_account_id, m.reason) for m in verdict.matches] == [(7, "headline names us")]


def test_it_marks_the_source_as_a_headline() -> None:
    sources = {"attributes.company_guess": {"feed": "likers"}, "title": {"feed": "x"}}
    linked = sourced(sources, 5)
    assert linked["account_id"] == {"feed": "likers", "from": "headline"}
    assert sourced(linked, None) == sources
