"""Rules are read again when their files change, and kept when those are wrong."""

import os
from pathlib import Path

import pytest

from prospector.rules.loader import load_ruleset
from prospector.rules.written import Watch, Written
from tests.rules.folders import write

SHOP = "feeds:\n  shop: {path: in, origin: our shop}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, feeds="feeds: {}\n")


def looked(written: Written) -> list[str]:
    """The feeds after two looks: the first sees a change, the second that it is over."""
    written.look()
    return list(written.look().feeds.feeds)


def test_it_takes_edited_rules_once_nobody_writes_any_more(folder: Path) -> None:
    said: list[int] = []
    written = Written(folder, load_ruleset(folder), lambda problems: said.append(len(problems)))
    before = written.look()
    assert looked(written) == []
    assert written.ruleset is before
    (folder / "feeds.yaml").write_text("feeds:\n  sh", encoding="utf-8")
    written.look()  # half of it
    (folder / "feeds.yaml").write_text(SHOP, encoding="utf-8")
    assert looked(written) == ["shop"]
    assert before.feeds.feeds == {}
    assert said == [0]


def test_it_keeps_the_old_rules_while_edited_ones_are_wrong_and_says_why_once(folder: Path) -> None:
    said: list[int] = []
    (folder / "feeds.yaml").write_text(SHOP, encoding="utf-8")
    written = Written(folder, load_ruleset(folder), lambda problems: said.append(len(problems)))
    (folder / "feeds.yaml").write_text("feeds: 7\n", encoding="utf-8")
    assert looked(written) == looked(written) == ["shop"]
    assert [str(problem).partition(": ")[0] for problem in written.problems] == [
        "rules/feeds.yaml:1:8"
    ]
    (folder / "feeds.yaml").write_text(SHOP, encoding="utf-8")
    assert looked(written) == ["shop"]
    assert said == [1, 0]
    assert written.problems == ()


def test_it_sees_edits_from_between_reading_and_the_first_look(folder: Path) -> None:
    written = Written(folder, load_ruleset(folder))
    (folder / "feeds.yaml").write_text(SHOP, encoding="utf-8")
    assert looked(written) == ["shop"]


def test_it_reads_at_once_when_told_to(folder: Path) -> None:
    written = Written(folder, load_ruleset(folder))
    (folder / "feeds.yaml").write_text(SHOP, encoding="utf-8")
    assert list(written.look(anyway=True).feeds.feeds) == ["shop"]


def test_it_notices_another_file_of_the_same_size_and_time(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("one", encoding="utf-8")
    watch = Watch()
    seen = [watch.has_changed([path]) for _ in range(3)]
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    other = tmp_path / "other"
    other.write_text("two", encoding="utf-8")
    os.utime(other, ns=times)
    other.replace(path)
    seen += [watch.has_changed([path]) for _ in range(3)]
    assert seen == [False, True, False, False, True, False]
