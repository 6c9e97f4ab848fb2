"""JSON, item by item and by the letter of the standard."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.collect import documents
from prospector.collect.documents import Item
from prospector.collect.reject import Problem, RejectCode
from prospector.errors import InputError


def items(text: str) -> list[Item]:
    return list(documents.items("f.json", text))


def code(text: str) -> RejectCode | None:
    found = documents.parse(text)
    return found.code if isinstance(found, Problem) else None


def test_it_takes_the_items_of_an_array_with_their_lines_and_text() -> None:
    found = items('[\n {"a": 1},\n\n {"a": "]}"}\n]\n')
    assert [(item.line, item.raw) for item in found] == [(2, '{"a": 1}'), (4, '{"a": "]}"}')]


@pytest.mark.parametrize("key", ["jobs", "results", "data", "items"])
def test_it_takes_the_items_of_an_envelope(key: str) -> None:
    found = items(f'{{"meta": {{"n": [1, 2]}}, "{key}": [{{"a": 1}}, {{"a": 2}}], "next": null}}')
    assert [item.content for item in found] == [{"a": 1}, {"a": 2}]


def test_it_takes_a_lone_object_as_one_item() -> None:
    assert [item.content for item in items('{"email": "a@acme.example", "data": {"x": 1}}')] == [
        {"email": "a@acme.example", "data": {"x": 1}}
    ]


@pytest.mark.parametrize("text", ["[]", '{"jobs": []}', " [ ] "])
def test_it_takes_nothing_from_an_empty_list(text: str) -> None:
    assert items(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": NaN}', RejectCode.BAD_JSON),
        ('{"a": -Infinity}', RejectCode.BAD_JSON),
        ('{"a": 1e400}', RejectCode.BAD_JSON),
        ('{"a": 1, "a": 2}', RejectCode.BAD_JSON),
        ('{"a": {"b": 1, "b": 2}}', RejectCode.BAD_JSON),
        ('{"a": "\\ud800"}', RejectCode.BAD_TEXT),
        ('{"a": "x\\u0000"}', RejectCode.BAD_TEXT),
        ('{"\\ud800": 1}', RejectCode.BAD_TEXT),
        ('{"a": 1,}', RejectCode.BAD_JSON),
        ("{'a': 1}", RejectCode.BAD_JSON),
        ('{"a": ' + "[" * 30 + "]" * 30 + "}", RejectCode.BAD_JSON),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", RejectCode.BAD_JSON),
        ('{"a": ' + "9" * 5_000 + "}", RejectCode.BAD_JSON),
        ('{"a": "Caf\u00c3\u00a9"}', RejectCode.BAD_ENCODING),
        ("[1]", RejectCode.NOT_A_RECORD),
        ('"text"', RejectCode.NOT_A_RECORD),
        ('{"a": "\\ud83d\\ude80"}', None),
    ],
)
def test_it_refuses_what_the_standard_does_not_allow(
    text: str, expected: RejectCode | None
) -> None:
    assert code(text) is expected


def test_it_says_in_our_words_that_a_number_is_too_large() -> None:
    for number in ("1e400", "9" * 5_000):
        problem = documents.parse(f'{{"a": {number}}}')
        assert isinstance(problem, Problem)
        assert problem.detail == "a number too large to hold"


def test_it_rejects_a_bad_item_and_goes_on() -> None:
    found = items('[{"a": 1}, {"a": NaN}, {"a": 1,,}, 7, {"a": 2}]')
    assert [isinstance(item.content, Problem) for item in found] == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[\n{"a": 1},\n{"a": ', 3),
        ('{"jobs": [\n{"a": 1}', 2),
        ('[{"a": 1} {"a": 2}]', 1),
        ('{"a": 1} x', 1),
        ('{"a" 1}', 1),
        ('[{"a": 1}\n', 2),
    ],
)
def test_it_refuses_half_a_document_naming_the_line(text: str, line: int) -> None:
    with pytest.raises(InputError, match=rf"^f\.json:{line}: "):
        items(text)


def test_it_reads_json_lines_and_rejects_single_ones() -> None:
    found = list(documents.lines(['{"a": 1}\n', "\n", "{broken\n", '{"a": 2}']))
    assert [item.line for item in found] == [1, 2, 3, 4]
    assert found[1].content is None
    assert isinstance(found[2].content, Problem)


def test_it_knows_lines_from_a_document_by_the_first_two() -> None:
    assert documents.is_lines('{"a": 1}\n', '{"a": 2}\n')
    assert documents.is_lines('{"a": 1}\n', "{broken\n")
    assert documents.is_lines('{"a": }\n', '{"a": "\\u0000"}\n')
    assert not documents.is_lines("{\n", '"a": 1}\n')
    assert not documents.is_lines('{"jobs": [\n', '{"a": 1}\n')
    assert not documents.is_lines("[\n", '{"a": 1}\n')


def test_it_unfolds_leads_accounts_and_nested_objects() -> None:
    content = {
        "kind": "post_liked",
        "lead": {"email": "a@acme.example", "name": "Alice"},
        "account": {"name": "Acme", "domain": "acme.example"},
        "location": {"name": "Lyon", "geo": {"lat": 45.7}},
        "tools": ["a", "b"],
        "departments": [{"id": 1, "name": "Sales"}, {"name": "IT"}],
        "remote": True,
        "none": None,
    }
    assert documents.flatten(content) == {
        "kind": "post_liked",
        "email": "a@acme.example",
        "name": "Alice",
        "account.name": "Acme",
        "domain": "acme.example",
        "location.name": "Lyon",
        "location.geo.lat": "45.7",
        "tools": '["a", "b"]',
        "departments.id": "[1]",
        "departments.name": '["Sales", "IT"]',
        "remote": "true",
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(
    st.lists(st.dictionaries(st.text(max_size=4), JSON, max_size=4), max_size=5), st.integers(0, 2)
)
def test_it_finds_as_many_items_as_json_does(objects: list[dict[str, object]], indent: int) -> None:
    text = json.dumps(objects, indent=indent or None, ensure_ascii=indent == 1)
    assert len(items(text)) == len(objects)
    assert len(items(f'{{"next": "x", "items": {text}}}')) == len(objects)


def test_it_takes_every_list_of_a_document() -> None:
    text = '{"results": [], "total": 2, "jobs": [{"a": 1}],\n "data": [{"a": 2}], "tags": ["x"]}'
    found = list(documents.items("f.json", text))
    assert [(item.line, item.content) for item in found] == [(1, {"a": 1}), (2, {"a": 2})]
