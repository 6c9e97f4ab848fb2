"""YAML files that remember where everything stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.errors import Problem
from prospector.rules import documents
from prospector.rules.documents import MAX_ALIASES, MAX_BYTES, Document

TEXT = """\
# a comment
rules:
  - id: first   # a trailing one
    when: signal.kind = 'a'
  - id: second
    when: >-
      signal.kind = 'b'
      and wrong = 1

      or late
    quoted: 'it''s
      here'
    escaped: "tab\\there"
    block: |
      one
        two
"""


def read(text: str) -> Document:
    document, problems = documents.read("rules/x.yaml", text.encode())
    assert document is not None
    assert problems == []
    return document


def reasons(raw: bytes) -> list[Problem]:
    return documents.read("rules/x.yaml", raw)[1]


def at(document: Document, path: documents.Path, word: str) -> tuple[int, int]:
    """Line and column of a word of a value."""
    problem = document.problem(path, "", offset=document.get(path).index(word))
    return problem.line, problem.column


def test_it_reads_plain_data() -> None:
    data = read("a: 1\nb: [x, 2.5, true, null, 012]\n1: {c: 0x1F, d: 1_000, e: 2026-01-31}\n").data
    assert data == {
        "a": 1,
        "b": ["x", 2.5, True, None, 12],
        "1": {"c": 31, "d": 1000, "e": "2026-01-31"},
    }


def test_it_reads_yaml_1_2_where_yes_is_a_word() -> None:
    assert read("a: yes\nb: on\nc: NO\n").data == {"a": "yes", "b": "on", "c": "NO"}


@pytest.mark.parametrize(
    ("path", "word", "place"),
    [
        (("rules", 0, "when"), "signal", (4, 11)),
        (("rules", 0, "when"), "kind", (4, 18)),
        (("rules", 1, "when"), "signal", (7, 7)),
        (("rules", 1, "when"), "wrong", (8, 11)),
        (("rules", 1, "when"), "late", (10, 10)),
        (("rules", 1, "quoted"), "here", (12, 7)),
        (("rules", 1, "escaped"), "here", (13, 20)),
        (("rules", 1, "block"), "one", (15, 7)),
        (("rules", 1, "block"), "two", (16, 9)),
    ],
)
def test_it_finds_each_character_of_a_text_in_the_file(
    path: documents.Path, word: str, place: tuple[int, int]
) -> None:
    assert at(read(TEXT), path, word) == place


def test_it_finds_keys_and_values() -> None:
    document = read(TEXT)
    assert str(document.problem(("rules", 1, "id"), "no")) == "rules/x.yaml:5:9: no"
    assert str(document.key_problem(("rules", 1, "id"), "no")) == "rules/x.yaml:5:5: no"
    assert str(document.problem(("rules", 1, "absent"), "no")) == "rules/x.yaml:5:5: no"
    assert str(document.key_problem(("rules", 1), "no")) == "rules/x.yaml:5:5: no"


def test_it_finds_values_by_pattern_and_type() -> None:
    document = read("a: {x: 1, y: true, z: w}\nb: [{n: v}, {n: 3}]\n")
    assert list(document.find("a", "*", of=int)) == [(("a", "x"), 1)]
    assert list(document.find("a", "*", of=bool)) == [(("a", "y"), True)]
    assert list(document.find("b", "*", "n", of=str)) == [(("b", 0, "n"), "v")]
    assert document.get(("b", 1, "n")) == 3
    assert document.get(("b", 7, "n")) is None


def test_it_names_every_duplicate_key() -> None:
    found = reasons(b"a: 1\nb: {c: 1, c: 2}\na: 3\n")
    assert [str(problem) for problem in found] == [
        "rules/x.yaml:2:11: duplicate key 'c'",
        "rules/x.yaml:3:1: duplicate key 'a'",
    ]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"a: [1, 2", "1:9: expected ',' or ']'"),
        (b"a: b: c", "1:5: mapping values are not allowed here: indent the line as its"),
        (b"a: {b: c ${D}}", "1:11: expected ',' or '}', but got '{' (while parsing"),
        (b"a: 1\n\tb: 2", "2:1: found character '\\t' that cannot start any token"),
        (b"a: 1\n--- b", "2:1: but found another document"),
        (b"a: *b", "1:4: found undefined alias 'b'"),
        (b"", "1:1: empty"),
        (b"- a", "1:1: empty"),
        (b"a: \x00", "1:1: a character YAML does not allow"),
        (b"a: 1\nb: \xff", "2:1: not UTF-8 text"),
        (b"a: !!python/object:os.system x", "1:4: unknown tag"),
        (b"a: !!binary aGk=", "1:4: unknown tag"),
        (b"? [a]\n: b", "1:3: a key must be plain text"),
        (b"a: .inf", "1:4: not a finite number: '.inf'"),
        (b"a: .NaN", "1:4: not a finite number"),
        (b"a: !!int x", "1:4: not a finite number: 'x'"),
        (b"a: 1e999", "1:4: not a finite number"),
        (b"a: " + b"[" * 3000, "1:1: nested deeper"),
        (b"a: " + b"[" * 60 + b"]" * 60, "1:54: nested deeper"),
        (b"a: &x [*x]", "1:4: nested deeper"),
        (b"#" * (MAX_BYTES + 1), "1:1: larger than 1,000,000 bytes"),
    ],
)
def test_it_says_what_is_wrong_with_a_file(raw: bytes, message: str) -> None:
    assert str(reasons(raw)[0]).startswith(f"rules/x.yaml:{message}")


def test_it_counts_aliases_before_it_follows_them() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    assert f"more than {MAX_ALIASES} values repeated" in str(reasons(bomb.encode())[0])
    assert read("a: &x {b: 1}\nc: *x\n").data == {"a": {"b": 1}, "c": {"b": 1}}


def test_it_parses_the_same_bytes_once_and_says_what_is_wrong_each_time() -> None:
    first, problems = documents.read("x.yaml", b"a: 1\na: 2\n")
    assert len(problems) == 1
    problems.clear()
    again, problems = documents.read("x.yaml", b"a: 1\na: 2\n")
    assert [(problem.file, problem.line) for problem in problems] == [("x.yaml", 2)]
    other, problems = documents.read("y.yaml", b"a: 1\na: 2\n")
    assert [(problem.file, problem.line) for problem in problems] == [("y.yaml", 2)]
    assert first is not None
    assert again is not None
    assert other is not None
    assert first.root is again.root is other.root
    assert other.problem(("a",), "no").file == "y.yaml"


def test_it_reads_files_of_other_editors() -> None:
    document, problems = documents.read("x.yaml", "\ufeffa: 1\r\nb: 2\r\nc: x\r\n".encode())
    assert problems == []
    assert document is not None
    assert document.data == {"a": 1, "b": 2, "c": "x"}
    assert document.problem(("c",), "no").line == 3


@given(st.text(alphabet=st.sampled_from(list("ab:-[]{}&*!|>'\"#?,%@\n\t \\0.")), max_size=40))
def test_it_survives_any_text(text: str) -> None:
    document, problems = documents.read("x.yaml", text.encode())
    assert document is not None or problems
    assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)


@given(st.binary(max_size=60))
def test_it_survives_any_bytes(raw: bytes) -> None:
    document, problems = documents.read("x.yaml", raw)
    assert document is not None or problems
