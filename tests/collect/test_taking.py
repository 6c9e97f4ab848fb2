"""What is known about a file before its first row."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from prospector.collect import reading, source, taking
from prospector.collect.plan import Told
from prospector.collect.registry import GENERIC, KNOWN_KEYS, PROFILES
from prospector.collect.reject import Reject, RejectCode
from prospector.collect.taking import Options
from prospector.columns import from_micros
from prospector.errors import InputError, UsageError
from prospector.tables import SourceRank
from tests.collect import kit


def opened(tmp_path: Path, header: str = "E-mail,Name") -> reading.Opened:
    path = tmp_path / "f.csv"
    path.write_text(f"{header}\n")
    return reading.open_file(source.check(source.open_path(path)), KNOWN_KEYS)


def start(label: str = "f.csv", **options: object) -> taking.Taking:
    told = Options(**options)  # type: ignore[arg-type]
    rules = kit.ruleset(feeds={"feeds": {"crm": {"path": "x", "origin": "x", "rank": "person"}}})
    return taking.start(label, None, GENERIC, Told(), told, rules, now=kit.NOW)


def test_it_takes_the_profile_it_is_told_or_recognises(tmp_path: Path) -> None:
    file = opened(tmp_path)
    headers = file.headers()
    assert taking.recognise(file, headers, Options()) is GENERIC
    assert taking.recognise(file, headers, Options(profile="luma")) is PROFILES["luma"]
    with pytest.raises(UsageError, match="choose one of"):
        taking.recognise(file, headers, Options(profile="x"))


def test_it_suggests_the_column_that_was_meant(tmp_path: Path) -> None:
    file = opened(tmp_path)
    with pytest.raises(InputError, match=r"f\.csv: no column 'Emial': did you mean 'E-mail'\?"):
        taking.recognise(file, file.headers(), Options(map={"email": "Emial"}))
    with pytest.raises(InputError, match="'E-mail', 'Name'"):
        taking.recognise(file, file.headers(), Options(map={"email": "zzz"}))


def test_it_knows_when_a_list_was_exported() -> None:
    assert start().exported_at == kit.NOW
    assert start("likers_2026-11-14.csv").exported_at == datetime(2026, 11, 14, 12, tzinfo=UTC)
    assert start("likers_2026-11-14.csv", day=date(2026, 11, 15)).day == date(2026, 11, 15)
    assert start(day=date(2027, 1, 1)).exported_at == kit.NOW
    again = start()
    again.export_was(datetime(2026, 11, 1, tzinfo=UTC))
    assert from_micros(again.stamp.exported_at) == again.exported_at


def test_it_takes_the_rank_of_the_feed_where_the_rules_say_one() -> None:
    assert start().stamp.rank is SourceRank.FEED
    assert start(feed="crm").stamp.rank is SourceRank.PERSON


def test_it_says_aloud_which_constants_it_remembers() -> None:
    remembered = Told(set={"subject": "Open Day", "topic": "x"})
    (notice,) = taking.remembered_notices("luma", remembered, Options(set={"topic": "y"}))
    assert "subject='Open Day'" in notice
    assert "--set subject=" in notice


def test_it_keeps_no_text_twice_that_is_delivered_again() -> None:
    found = [
        Reject(line, raw, RejectCode.RAGGED, "") for line, raw in [(2, "a"), (3, "a\0"), (4, "a")]
    ]
    kept = taking.new_texts(found, Counter({"a": 1}))
    assert [(reject.line, reject.raw) for reject in kept] == [(3, "a␀"), (4, "a")]
