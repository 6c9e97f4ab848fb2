"""A collector: pages through a given client, each with where to resume."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

from prospector.collect.collector import Answer, Collector, Page, Pull
from prospector.fetch.mailbox import Letters
from prospector.rules.models import FeedRule


class Shelf:
    """A client whose every document is there already."""

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        return Answer(200, {}, f"{url} {params} {headers}".encode(), url)

    def post(
        self,
        url: str,
        *,
        json: object,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        return Answer(200, {}, f"{url} {json} {params} {headers}".encode(), url)

    def letters(
        self,
        address: str,
        *,
        password: str,
        known: tuple[int, int] | None,
        since: date,
        most: int,
    ) -> Letters:
        assert all((address, password, since, most))
        return Letters(known[0] if known else 0, [])


def _pages(pull: Pull) -> Iterator[Page]:
    answer = pull.client.get(pull.reveal(pull.rule.url or ""))
    yield Page(answer.address, answer.content, {"after": pull.cursor.get("after", 0) + 1})


def test_it_brings_pages_and_says_where_to_resume() -> None:
    rule = FeedRule.model_validate({"collector": "http", "url": "http://x.example", "origin": "x"})
    pull = Pull(
        feed="x",
        rule=rule,
        cursor={"after": 1},
        now=datetime(2026, 11, 20, tzinfo=UTC),
        client=Shelf(),
        reveal=str,
        stopped=lambda: False,
    )
    (page,) = Collector("shelf", "documents that are there", _pages).pages(pull)
    assert page.label == "http://x.example"
    assert page.cursor == {"after": 2}
