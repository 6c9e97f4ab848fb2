"""Random conditions with their meaning in plain Python: None is unknown, and / or / not are Kleene's."""

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import duckdb
from hypothesis import strategies as st

from prospector.rules import fields
from prospector.rules.conditions import parse
from prospector.rules.spelling import to_sql
from prospector.text import fold

Value = Any  # bool, float, folded text, list of folded texts, or None
Row = Mapping[str, Value]


class Sample(NamedTuple):
    """A condition as text, and what it is worth on a row."""

    text: str
    worth: Callable[[Row], Value]


ROWS: list[dict[str, Value]] = [
    {
        "lead.title": title,
        "account.city": city,
        "account.employees": employees,
        "account.sites": sites,
        "account.crm_in_place": crm,
        "account.tools": tools,
    }
    for title, city, employees, sites, crm, tools in [
        (None, None, None, None, None, None),
        ("head of sales", "lyon", 50, 2, True, ["hubspot", "sap"]),
        ("sales", None, 0, 0, False, []),
        (None, "head", 7, None, None, ["sap"]),
        ("salesman l usine", "sales", -3, 1, True, None),
        ("of", "of", None, 50, False, ["of", "sales"]),
    ]
]
_TYPES = {"lead.title": "VARCHAR", "account.city": "VARCHAR", "account.tools": "VARCHAR[]"}
_TYPES |= {"account.employees": "BIGINT", "account.sites": "BIGINT"}
_TYPES |= {"account.crm_in_place": "BOOLEAN"}
_WORDS = ["Sales", "of", "HEAD", "l'usine", "lyon", "hub", "SAP", "Hüb Spot"]


def in_duckdb(source: str, rows: Sequence[Row] = ROWS) -> list[Value]:
    """What a condition is worth on each row, computed by DuckDB."""
    sql = to_sql(parse(source, fields.FIT), lambda name: f'"{name}"')
    columns = ", ".join(f'CAST(? AS {kind}) AS "{name}"' for name, kind in _TYPES.items())
    union = " UNION ALL ".join(f"SELECT {n} AS n, {columns}" for n in range(len(rows)))
    values = [row[name] for row in rows for name in _TYPES]
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT {sql} FROM ({union}) ORDER BY n", values).fetchall()
    return [value for (value,) in found]


def _field(name: str) -> Sample:
    return Sample(name, lambda row: row[name])


def _strict(text: str, compute: Callable[..., Value], *parts: Sample) -> Sample:
    """An operation that is unknown when one of its parts is."""

    def worth(row: Row) -> Value:
        values = [part.worth(row) for part in parts]
        return None if None in values else compute(*values)

    return Sample(text, worth)


def _compare(left: Sample, sign: str, right: Sample) -> Sample:
    return _strict(f"({left.text} {sign} {right.text})", _SIGNS[sign], left, right)


def _divide(one: float, other: float) -> float | None:
    return one / other if other else None


def _kleene(word: str, terms: Sequence[Sample]) -> Sample:
    decisive = word == "or"

    def worth(row: Row) -> bool | None:
        values = [term.worth(row) for term in terms]
        return decisive if decisive in values else None if None in values else not decisive

    return Sample(f"({f' {word} '.join(term.text for term in terms)})", worth)


_SIGNS: dict[str, Callable[[Value, Value], Value]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_words = st.sampled_from(_WORDS).map(
    lambda word: Sample("'" + word.replace("'", "''") + "'", lambda _: fold(word))
)
_several = st.lists(_words, min_size=1, max_size=3)
_constants = st.integers(-3, 60).map(lambda n: Sample(str(n), lambda _: n))
_text_fields = st.sampled_from(["lead.title", "account.city"]).map(_field)
_number_fields = st.sampled_from(["account.employees", "account.sites"]).map(_field)
_texts = _text_fields | st.tuples(_text_fields, _words).map(
    lambda pair: Sample(
        f"coalesce({pair[0].text}, {pair[1].text})",
        lambda row: pair[1].worth(row) if pair[0].worth(row) is None else pair[0].worth(row),
    )
)
_numbers: st.SearchStrategy[Sample] = st.recursive(
    _constants | _number_fields,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(
            lambda p: _strict(f"({p[0].text} + {p[1].text})", operator.add, *p)
        ),
        st.tuples(inner, inner).map(
            lambda p: _strict(f"({p[0].text} - {p[1].text})", operator.sub, *p)
        ),
        st.tuples(inner, inner).map(
            lambda p: _strict(f"({p[0].text} * {p[1].text})", operator.mul, *p)
        ),
        st.tuples(inner, inner).map(lambda p: _strict(f"({p[0].text} / {p[1].text})", _divide, *p)),
        inner.map(lambda one: _strict(f"(- {one.text})", operator.neg, one)),
    ),
    max_leaves=4,
)


def _calls(subject: Sample, words: Sequence[Sample]) -> st.SearchStrategy[Sample]:
    tests: dict[str, Callable[[str, str], bool]] = {
        "contains": lambda text, word: word in text,
        "starts_with": lambda text, word: text.startswith(word),
        "matches_word": lambda text, word: f" {word} " in f" {text} ",
    }
    listed = ", ".join(word.text for word in words)
    folded = [word.worth({}) for word in words]
    return st.sampled_from(sorted(tests)).map(
        lambda name: _strict(
            f"{name}({subject.text}, {listed})",
            lambda text: any(tests[name](text, word) for word in folded),
            subject,
        )
    )


def _has(words: Sequence[Sample]) -> Sample:
    listed = ", ".join(word.text for word in words)
    folded = [word.worth({}) for word in words]
    tools = _field("account.tools")
    return _strict(
        f"has(account.tools, {listed})", lambda found: any(w in found for w in folded), tools
    )


def _among(one: Sample, values: Sequence[Sample], word: str) -> Sample:
    listed = ", ".join(value.text for value in values)
    options = [value.worth({}) for value in values]
    inside = word == "in"
    return _strict(f"({one.text} {word} ({listed}))", lambda v: (v in options) is inside, one)


def _is_null(one: Sample, word: str) -> Sample:
    null = word == "is null"
    return Sample(f"({one.text} {word})", lambda row: (one.worth(row) is None) is null)


def _is_truth(one: Sample, word: str) -> Sample:
    wanted, is_it = word.endswith("true"), "not" not in word
    return Sample(f"({one.text} {word})", lambda row: (one.worth(row) is wanted) is is_it)


def _between(three: tuple[Sample, Sample, Sample]) -> Sample:
    one, low, high = three
    limits = [_compare(one, ">=", low), _compare(one, "<=", high)]
    return Sample(f"({one.text} between {low.text} and {high.text})", _kleene("and", limits).worth)


_atoms: st.SearchStrategy[Sample] = st.one_of(
    st.just(_field("account.crm_in_place")),
    st.sampled_from(["true", "FALSE"]).map(lambda w: Sample(w, lambda _: w == "true")),
    st.tuples(_numbers, st.sampled_from(sorted(_SIGNS)), _numbers).map(lambda p: _compare(*p)),
    st.tuples(_texts, st.sampled_from(["=", "<>"]), _words | _texts).map(lambda p: _compare(*p)),
    st.tuples(_texts, _several).flatmap(lambda pair: _calls(*pair)),
    _several.map(_has),
    st.tuples(_text_fields, _several, st.sampled_from(["in", "not in"])).map(lambda p: _among(*p)),
    st.tuples(_number_fields, st.lists(_constants, min_size=1, max_size=3), st.just("in")).map(
        lambda p: _among(*p)
    ),
    st.tuples(
        _texts | _numbers | st.just(_field("account.tools")),
        st.sampled_from(["is null", "is not null"]),
    ).map(lambda p: _is_null(*p)),
    st.tuples(_numbers, _numbers, _numbers).map(_between),
)
conditions: st.SearchStrategy[Sample] = st.recursive(
    _atoms,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(lambda terms: _kleene("and", terms)),
        st.lists(inner, min_size=2, max_size=4).map(lambda terms: _kleene("or", terms)),
        inner.map(lambda one: _strict(f"(not {one.text})", operator.not_, one)),
        st.tuples(
            inner,
            st.sampled_from(["is true", "is false", "is not true", "is not false"]),
        ).map(lambda p: _is_truth(*p)),
    ),
    max_leaves=6,
)
#: Few atoms over few values, so that one condition often follows from another.
simple: st.SearchStrategy[Sample] = st.recursive(
    st.one_of(
        st.tuples(
            st.just(_field("account.sites")),
            st.sampled_from(["=", "<>", "<", "<=", ">", ">="]),
            st.sampled_from([0, 1, 2]).map(lambda n: Sample(str(n), lambda _: n)),
        ).map(lambda p: _compare(*p)),
        st.tuples(
            st.just(_field("account.city")),
            st.lists(_words, min_size=1, max_size=2),
            st.sampled_from(["in", "not in"]),
        ).map(lambda p: _among(*p)),
        st.just(_is_null(_field("account.city"), "is null")),
        st.just(_is_null(_field("account.sites"), "is not null")),
        st.just(_field("account.crm_in_place")),
        st.sampled_from(["true", "FALSE"]).map(lambda w: Sample(w, lambda _: w == "true")),
        st.tuples(*[st.sampled_from([0, 1, 2])] * 2).map(
            lambda p: _between(
                (
                    _field("account.sites"),
                    Sample(str(p[0]), lambda _: p[0]),
                    Sample(str(p[1]), lambda _: p[1]),
                )
            )
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda terms: _kleene("and", terms)),
        st.lists(inner, min_size=2, max_size=3).map(lambda terms: _kleene("or", terms)),
        inner.map(lambda one: _strict(f"(not {one.text})", operator.not_, one)),
    ),
    max_leaves=5,
)
