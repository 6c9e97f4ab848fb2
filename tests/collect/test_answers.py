"""Answers taken for what they are."""

import pytest

from prospector.collect import answers
from prospector.collect.answers import Sort
from prospector.errors import FeedRefused
from prospector.fetch.answer import Answer

PAGE = b"""\xef\xbb\xbf
<!DOCTYPE html><html><head><style>p {}</style><title>Sign in</title></head><body>to go on</body>"""


def answer(content: bytes, kind: str = "text/plain") -> Answer:
    return Answer(200, {"content-type": kind}, content, "https://feeds.example/x")


@pytest.mark.parametrize(
    ("content", "sort"),
    [
        (b"email,kind\n", "csv"),
        (b'\xef\xbb\xbf {"a": 1}', "json"),
        (b"[1]", "json"),
        (b'<?xml version="1.0"?><rss/>', "rss"),
        (b"", "csv"),
    ],
)
def test_it_recognises_what_came(content: bytes, sort: Sort) -> None:
    assert answers.sort_of(answer(content), None) == sort
    assert answers.sort_of(answer(content), sort) == sort


def test_it_takes_json_lines_at_their_word() -> None:
    assert answers.sort_of(answer(b'{"a": 1}\n{"a": 2}'), "jsonl") == "jsonl"


@pytest.mark.parametrize("declared", [None, "csv", "json", "jsonl", "rss"])
def test_it_takes_no_web_page_for_data(declared: Sort | None) -> None:
    with pytest.raises(FeedRefused, match="a web page, instead of") as told:
        answers.sort_of(answer(PAGE, "text/html; charset=utf-8"), declared)
    assert "answers text/html ('Sign in to go on')" in str(told.value)


@pytest.mark.parametrize(
    ("content", "declared"),
    [(b"a,b\n", "json"), (b'{"error": 1}', "csv"), (b"<rss/>", "csv"), (b"[]", "rss")],
)
def test_it_refuses_what_the_feed_did_not_declare(content: bytes, declared: Sort) -> None:
    with pytest.raises(FeedRefused, match=f"answers text/plain .*, instead of {declared}"):
        answers.sort_of(answer(content), declared)


@pytest.mark.parametrize("content", [b"null", b'"no data"', b"0"])
def test_it_takes_no_lone_value_of_json_for_a_table(content: bytes) -> None:
    with pytest.raises(FeedRefused, match=r"answers application/json .*, instead of a list"):
        answers.sort_of(answer(content, "application/json; charset=utf-8"), None)
    assert answers.sort_of(answer(content), None) == "csv"


def test_it_finds_items_where_they_are_declared_or_usual() -> None:
    nested = answer(b'{"meta": {}, "found": {"people": [{"n": 1}, {"n": 2}]}}')
    items = answers.items_of(nested, "found.people")
    assert (items.text, items.size) == ('[{"n": 1}, {"n": 2}]', 2)
    assert answers.items_of(answer(b'{"results": [1]}'), None).size == 1
    assert answers.items_of(answer(b"[1, 2]"), None).text == "[1, 2]"
    for content, path in ((b'{"people": []}', None), (b'{"people": 1}', "people"), (b"[1]", "a")):
        with pytest.raises(FeedRefused, match=r"in the answer \(its keys") as told:
            answers.items_of(answer(content), path)
        assert "set items" not in str(told.value)  # a named source reads no `items:`
        with pytest.raises(FeedRefused, match="set items: in the feed"):
            answers.items_of(answer(content), path, fix=answers.SET_ITEMS)
    for content in (b"oops", b"[" * 100_000):
        with pytest.raises(FeedRefused, match="instead of JSON"):
            answers.items_of(answer(content), None)
