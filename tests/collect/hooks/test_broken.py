"""Deliveries broken in every place: refused, ignored or kept, and never a fault of ours."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prospector.collect import documents, registry
from prospector.collect.hooks.envelopes import profile_of, unpack
from prospector.collect.reading import from_rejects
from prospector.collect.reject import Problem, RejectCode
from prospector.rules.models.feeds import HookBody
from tests.collect.hooks.arriving import SAMPLES
from tests.collect.hooks.posting import delivery

#: What may stand where a sender's value stood.
ODD: list[Any] = [None, True, 0, -1.5, "", "x", "é\u2028", [], [[]], [None], {}, {"a": {"b": []}}]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def sample(body: HookBody) -> list[dict[str, Any]]:
    """The deliveries of a sample; of a batch, each item alone."""
    text = (SAMPLES / f"{profile_of(body)}.json").read_text(encoding="utf-8")
    found = []
    for said in json.loads(text):
        items = said["body"].get("batch") if isinstance(said["body"], dict) else None
        found += [said] if items is None else [{**said, "body": {"batch": [one]}} for one in items]
    return found


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a document."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for name, one in inner:
        yield (*path, name)
        yield from places(one, (*path, name))


def put(document: Any, path: tuple[str | int, ...], value: object) -> Any:
    """A copy of a document with another value in one place."""
    changed = copy.deepcopy(document)
    at = changed
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = value
    return changed


def take(body: HookBody, said: dict[str, Any], content: object) -> None:
    """From the wire to the columns of a table; what is refused is so with a reason."""
    data = json.dumps(content).encode()
    found = delivery(data, path=said.get("path", "/hooks/f"), headers=said.get("headers", {}))
    reshape = registry.named(profile_of(body)).reshape
    for batch in (False, True):
        unpacked = unpack(body, found, data, batch=batch)
        kept = [item.body for item in unpacked.items if item.problem is None]
        problems = [found for found in map(documents.parse, kept) if isinstance(found, Problem)]
        assert {problem.code for problem in problems} <= {RejectCode.BAD_ENCODING}
        table = from_rejects(list(enumerate(kept, 1)), None, None, reshape)
        assert table.cells.height + len(table.rejects) >= len(kept)


@pytest.mark.parametrize("body", HookBody)
def test_it_survives_an_odd_value_in_every_place(body: HookBody) -> None:
    for said in sample(body):
        for path in places(said["body"]):
            for value in ODD:
                take(body, said, put(said["body"], path, value))


@pytest.mark.parametrize("body", HookBody)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(content=JSON)
def test_it_survives_any_document(body: HookBody, content: object) -> None:
    take(body, {}, content)
    take(body, {}, [content])
    take(body, {}, {"batch": [content], "event": content, "type": content, "payload": content})
