"""Lever boards: a hundred postings at a time, also from Europe."""

import json

import responses

from prospector.collect.collectors.lever import COLLECTOR
from tests.collect.collectors.pulling import pull


def board(host: str, postings: int) -> None:
    for skip in range(0, postings + 1, 100):
        size = min(100, postings - skip)
        asked = {"mode": "json", "skip": str(skip), "limit": "100"}
        responses.get(
            f"https://{host}/v0/postings/acme",
            json=[{"id": str(skip + number)} for number in range(size)],
            match=[responses.matchers.query_param_matcher(asked)],
        )


@responses.activate
def test_it_brings_every_posting_once() -> None:
    board("api.lever.co", 230)
    pages = pull(COLLECTOR, board="acme")
    ids = [item["id"] for page in pages for item in json.loads(page.content)]
    assert ids == [str(number) for number in range(230)]


@responses.activate
def test_it_brings_nothing_of_an_empty_board_and_finds_european_ones() -> None:
    board("api.eu.lever.co", 0)
    assert pull(COLLECTOR, board="eu/acme") == []
