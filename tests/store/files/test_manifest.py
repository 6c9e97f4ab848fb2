"""Manifests come back from their JSON whole, or not at all."""

import json

import pytest

from prospector.store.files.manifest import Entity, Manifest, Marks, Part, from_json, to_json

STATE = Manifest(
    folder="f",
    stamp="s",
    shape={"lead.plan": "text"},
    marks=Marks(dict.fromkeys(Entity, 7), 3),
    parts={entity: (Part(f"{entity}-1.parquet", 5, 1, 7, 99, 123),) for entity in Entity},
)


def test_it_comes_back_from_its_file() -> None:
    assert from_json(to_json(STATE)) == STATE


def test_it_counts_rows() -> None:
    assert STATE.rows(Entity.LEAD) == 5


@pytest.mark.parametrize("key", ["format", "folder", "stamp", "shape", "marks", "parts"])
def test_it_refuses_what_lacks_something(key: str) -> None:
    told = json.loads(to_json(STATE))
    del told[key]
    assert from_json(json.dumps(told)) is None


def test_it_refuses_another_layout_and_what_is_torn() -> None:
    told = json.loads(to_json(STATE))
    assert from_json(json.dumps({**told, "format": 2})) is None
    assert from_json(to_json(STATE)[:-20]) is None
    assert from_json("[1]") is None
