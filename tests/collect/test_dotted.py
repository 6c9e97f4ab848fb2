"""Values by dotted path, and the text they stand as."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.collect import dotted

ANSWER = {"data": {"list": [{"id": 1}], "next": None}, "@odata.nextLink": "x", "a.b": {"c": 2}}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("data.list", [{"id": 1}]),
        ("data.next", None),
        ("@odata.nextLink", "x"),
        ("a.b.c", 2),
        ("data.none", None),
        ("data.list.id", None),
        ("", ANSWER),
    ],
)
def test_it_finds_values(path: str, value: object) -> None:
    assert dotted.value_at(ANSWER, path) == value


def test_it_tells_nothing_there_from_null_there() -> None:
    assert dotted.keys_of(ANSWER, "data.next") == ["data", "next"]
    assert dotted.keys_of(ANSWER, "data.none") is None
    assert dotted.keys_of([1], "data") is None


def test_it_hands_on_the_text_as_it_stands() -> None:
    text = '{"a": 1,\n "rows": [ {"n": 1.50, "n": 2} ] , "z": {}}'
    assert dotted.text_at(text, ["rows"]) == '[ {"n": 1.50, "n": 2} ]'
    assert dotted.text_at(f" {text} ", []) == text
    assert dotted.text_at('{"a": [1], "a": [2]}', ["a"]) == "[2]"
    with pytest.raises(ValueError, match="no key"):
        dotted.text_at(text, ["none"])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(
    st.dictionaries(st.text(max_size=4), JSON, min_size=1), st.sampled_from([None, 1]), st.data()
)
def test_it_finds_the_text_of_what_json_loads_finds(
    whole: dict[str, object], indent: int | None, data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from(sorted(whole)))
    text = json.dumps({"in": whole}, indent=indent)
    assert json.loads(dotted.text_at(text, ["in", key])) == whole[key]
