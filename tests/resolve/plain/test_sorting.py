"""Plain is who shares nothing that takes judgement; every other row goes the long way whole."""

from typing import Any

import polars as pl

from prospector.resolve.companies import Method as CompanyMethod
from prospector.resolve.people import Method
from prospector.resolve.plain import sorting
from prospector.resolve.plain.sorting import SEEN, New

SCHEMA = dict.fromkeys(SEEN, pl.Int64)


def seen(*rows: dict[str, int]) -> pl.DataFrame:
    return pl.DataFrame(
        [{"id": n, **row} for n, row in enumerate(rows, start=1)], schema=SCHEMA, orient="row"
    )


def new(rows: pl.DataFrame, *, known: tuple[int, ...] = (), **more: tuple[int, ...]) -> New:
    """Everything in the rows is new, but for some."""
    ids = {i for row in rows.drop("id").iter_rows() for i in row if i is not None} - {*known}
    nobodys, alone = more.get("nobodys", ()), more.get("alone", ())
    return New(*(pl.Series(sorted(s), dtype=pl.Int64) for s in (ids, set(nobodys), set(alone))))


def people(*rows: dict[str, int], odd: tuple[int, ...] = (), **more: Any) -> sorting.Sorted:
    frame = seen(*rows)
    these = new(frame, **more)
    return sorting.people(sorting.linked(frame, these), these, odd)


def members(found: sorting.Sorted) -> set[tuple[int | None, int, str]]:
    return {(n, i, str(m)) for n, i, m in found.members.iter_rows()}


def hard(found: sorting.Sorted) -> list[int]:
    return found.hard["id"].to_list()


def test_it_makes_one_person_of_rows_with_one_address_or_its_profile() -> None:
    found = people({"email": 10, "profile": 20, "name": 30}, {"profile": 20}, {"email": 11})
    assert found.rows.rows() == [(0, 1, True), (0, 2, True), (1, 3, True)]
    assert members(found) == {
        (0, 10, Method.SEEN_TOGETHER), (0, 20, Method.SEEN_TOGETHER),
        (0, 30, Method.SEEN_WITH), (1, 11, Method.OWN),
    }  # fmt: skip
    assert hard(found) == []


def test_it_gives_a_name_of_several_people_to_nobody() -> None:
    found = people({"email": 10, "name": 30}, {"email": 11, "name": 30})
    assert (None, 30, Method.SEVERAL_PEOPLE) in members(found)
    assert hard(found) == []


def test_it_takes_a_name_that_stands_alone_for_somebody() -> None:
    assert members(people({"name": 30}, {"name": 30})) == {(0, 30, Method.NAME_AND_COMPANY)}


def test_it_leaves_what_takes_judgement_to_others() -> None:
    assert hard(people({"email": 10}, known=(10,))) == [1]
    assert hard(people({"email": 10}, nobodys=(10,))) == [1]
    assert hard(people({"phone": 40})) == [1]
    assert hard(people({"email": 10, "phone": 40}, {"email": 11, "phone": 40})) == [1, 2]
    assert hard(people({"email": 10, "phone": 40}, alone=(40,))) == [1]
    assert hard(people({"email": 10, "profile": 20}, {"email": 10, "profile": 21})) == [1, 2]
    assert hard(people({"email": 10, "profile": 20}, {"email": 11, "profile": 20})) == [1, 2]
    assert hard(people({"email": 10}, {"email": 10}, {"email": 11}, odd=(10,))) == [1, 2]


def test_it_decides_on_people_whose_name_alone_is_in_doubt() -> None:
    found = people({"email": 10, "name": 30}, {"name": 30})
    assert found.rows.rows() == [(0, 1, False)]
    assert members(found) == {(0, 10, Method.OWN)}
    rows = found.hard.select("id", "email", "name").rows()
    assert rows == [(1, None, 30), (2, None, 30)]
    for more in ({"known": (30,)}, {"alone": (30,)}):
        assert people({"email": 10, "name": 30}, **more).hard["name"].to_list() == [30]


def test_it_names_the_mailboxes_whose_names_must_be_looked_at() -> None:
    frame = seen({"email": 10}, {"email": 10}, {"email": 11}, {"profile": 20}, {"profile": 20})
    assert sorting.several(sorting.linked(frame, new(frame))).rows() == [(10, 1), (10, 2)]


def test_it_makes_every_domain_a_company_and_a_name_its_domains() -> None:
    frame = seen({"domain": 1, "company": 5}, {"company": 5}, {"company": 6})
    found = sorting.companies(frame, new(frame))
    assert found.rows.select("n", "id").rows() == [(0, 1), (0, 2), (1, 3)]
    assert members(found) == {
        (0, 1, CompanyMethod.DOMAIN), (0, 5, CompanyMethod.ONLY_DOMAIN), (1, 6, CompanyMethod.NAME),
    }  # fmt: skip


def test_it_gives_a_name_of_several_domains_to_none_of_them() -> None:
    rows = ({"domain": 1, "company": 5}, {"domain": 2, "company": 5})
    frame = seen(*rows)
    assert (None, 5, CompanyMethod.SEVERAL_DOMAINS) in members(sorting.companies(frame, new(frame)))
    frame = seen(*rows, {"company": 5})
    assert (2, 5, CompanyMethod.SEVERAL_DOMAINS) in members(sorting.companies(frame, new(frame)))


def test_it_leaves_companies_somebody_knows_to_others() -> None:
    frame = seen({"domain": 1, "company": 5}, {"domain": 2, "company": 6}, {"company": 6})
    found = sorting.companies(frame, new(frame, known=(1, 6)))
    assert found.hard.rows() == [(1, 1, 5), (2, None, 6), (3, None, 6)]
    assert members(found) == {(0, 2, CompanyMethod.DOMAIN)}
    assert sorting.companies(frame, new(frame, nobodys=(1,))).hard["id"].to_list() == [1]
    frame = seen({"domain": 1, "company": 5}, {"domain": 2, "company": 5})
    assert sorting.companies(frame, new(frame, alone=(5,))).hard["company"].to_list() == [5, 5]
