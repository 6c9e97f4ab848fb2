"""A file is changed in a few places and nowhere else."""

import pytest

from prospector.measure.learn.editing import (
    Item,
    Patch,
    appended,
    number,
    patched,
    remark,
    silenced,
)
from prospector.rules import documents
from prospector.rules.documents import Document

TEXT = """\
# Header
rules:
  # about the first
  - id: one
    points: 12   # as agreed
    when: >-
      signal.kind = 'a'
      and true

  # about the second
  - {id: two, points: -3, cap: 9}
  # the end
tests:
  - name: a
    expect: {intent: 1}
  - name: b
    expect:
      intent: 2
"""


def read(text: str) -> Document:
    document, problems = documents.read("x.yaml", text.encode())
    assert document is not None
    assert not problems
    return document


def test_it_replaces_numbers_and_keeps_all_else() -> None:
    document = read(TEXT)
    patches = [
        number(document, ("rules", 0, "points"), 15),
        number(document, ("rules", 1, "points"), -4.5),
    ]
    found = patched(document.text, [one for one in patches if one])
    expected = TEXT.replace("points: 12 ", "points: 15 ").replace("-3", "-4.5")
    assert found == expected
    assert number(document, ("rules", 0, "cap"), 3) is None


def test_it_puts_remarks_above_what_they_are_about() -> None:
    document = read(TEXT)
    found = patched(document.text, [remark(document, ("rules", 1), ["why", "because"])])
    assert "  # about the second\n  # why\n  # because\n  - {id: two," in found


def test_it_appends_items_behind_the_last() -> None:
    document = read(TEXT)
    item = {"id": "the-third", "when": "a = 'b: #'", "points": 5, "why": {"en": "é"}}
    found = patched(document.text, [appended(document, ("rules",), [(item, ["seen"])])])
    assert read(found).data["rules"][2] == item
    assert "cap: 9}\n  # seen\n  - id: the-third\n    when:" in found
    assert "  # the end\ntests:" in found


@pytest.mark.parametrize(
    "text",
    [
        "rules: []\ntests: []\n",
        "rules: [{id: x}]\n",
        "rules:\n- id: x\n  when: |\n    a\n    b\n",
        "rules:\n- id: x\n  when: a",
        '{"rules": [{"id": "x"}], "tests": []}',
    ],
)
def test_it_appends_to_lists_of_every_style(text: str) -> None:
    document = read(text)
    items: list[tuple[Item, list[str]]] = [({"id": "y", "points": 1}, ["seen"]), ({"id": "z"}, [])]
    found = read(patched(document.text, [appended(document, ("rules",), items)]))
    assert found.data["rules"] == [*document.data["rules"], {"id": "y", "points": 1}, {"id": "z"}]


def test_it_makes_items_comments() -> None:
    document = read(TEXT)
    found = patched(document.text, silenced(document, ("tests",), {1: "no longer"}))
    assert read(found).data["tests"] == [{"name": "a", "expect": {"intent": 1}}]
    assert "  # no longer\n  # - name: b\n  #   expect:\n  #     intent: 2\n" in found
    every = patched(document.text, silenced(document, ("tests",), {0: "x", 1: "y"}))
    assert "tests" not in read(every).data
    assert patched(document.text, []) == TEXT


def test_it_leaves_lists_in_one_line_alone() -> None:
    document = read("tests: [{name: a}]\n")
    assert silenced(document, ("tests",), {0: "x"}) == []


def test_it_applies_patches_of_one_place_in_their_order() -> None:
    assert patched("abc", [Patch(1, 1, "1"), Patch(1, 1, "2"), Patch(2, 3, "")]) == "a12b"
