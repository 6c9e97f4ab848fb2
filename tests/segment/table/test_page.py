"""The page prints as it stands: it loads nothing and runs nothing."""

import hashlib
import re
from base64 import b64encode
from html.parser import HTMLParser

import pytest

from prospector.segment.table.page import page
from tests.segment.table.told import a_table


class Seen(HTMLParser):
    """The tags and attributes of a page, and whether they close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in ("meta", "col"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_is_whole_and_loads_nothing(language: str) -> None:
    text = page(a_table(language))
    seen = Seen()
    seen.feed(text)
    assert seen.open == []
    assert not {"script", "img", "link", "iframe", "a"} & set(seen.tags)
    assert not {"src", "href", "style", "onclick"} & seen.attributes
    assert "url(" not in text
    assert f'<html lang="{language}">' in text


def test_it_allows_its_own_style_sheet_and_nothing_else() -> None:
    text = page(a_table())
    found = re.search(r"<style>(.*)</style>", text, re.DOTALL)
    assert found
    digest = b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
    assert (
        f"content=\"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\""
        in text
    )


def test_it_escapes_what_people_wrote() -> None:
    text = page(a_table(label="</td><script>alert(1)</script>", pains='"quoted" & <b>bold</b>'))
    assert "<script" not in text
    assert "&lt;/td&gt;&lt;script&gt;" in text
    assert "&quot;quoted&quot; &amp; &lt;b&gt;" in text


def test_it_is_made_for_a4_across() -> None:
    text = page(a_table())
    assert "size: A4 landscape" in text
    assert "break-inside: avoid" in text
    assert "<h1>Segments of Acme, 2026-11-21</h1>" in text


def test_it_heads_each_part_itself_where_a_telephone_hides_the_columns() -> None:
    text = page(a_table())
    assert "content: attr(data-head)" in text
    assert text.count(' data-head="Company profile"') == len(a_table().rows)
