"""However a list arrives — again, shuffled, split, packed, in other bytes, cut short by a kill — it comes to the same."""

import gzip
import io
import itertools
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from prospector.collect import Options, import_files
from prospector.collect.reading import Opened
from prospector.store.database import Database, open_database
from tests import postgres
from tests.collect import kit

#: Ways to arrive before the whole list comes once more. `make prove` takes each one, two and three
#: of them in each order: 259 lives on each database, about eight minutes of one core.
WAYS = ("whole", "shuffled", "split", "packed", "wide", "piped", "killed")
PROVEN = [order for few in (1, 2, 3) for order in itertools.permutations(WAYS, few)]
#: A few by which every way is taken.
EXAMPLES = [("killed", "shuffled", "packed"), ("split", "wide", "piped")]
HEADER = "kind,occurred_at,email,company,subject,amount,note\n"
#: Where and when a row was read: not what it says.
READING = ("file", "line", "received_at", "seen_at", "feed", "content_hash")


class Killed(BaseException):
    """The process dies here."""


@pytest.fixture
def stores(tmp_path: Path, sqlite_template: Path) -> Iterator[list[Database]]:
    """A store on each database."""
    path = tmp_path / "prospector.db"
    path.write_bytes(sqlite_template.read_bytes())
    found = [
        open_database(address, tmp_path)
        for address in (f"sqlite:///{path}", postgres.new_database())
    ]
    yield found
    for database in found:
        database.dispose()


def row(chance: random.Random, number: int) -> str:
    """A row that is no other one, in one of the ways rows are told apart."""
    who = f"p{number % 9}@acme{number % 4}.example"
    kind = chance.choice(("purchased", "post_liked", "page_visited", ""))
    day = f"2026-11-{number % 9 + 1:02}T{number % 24:02}:00:00Z" if kind else ""
    note = chance.choice(("", "é; ü", '"two\nlines"', "=1+1", "日本"))
    subject = f"thing {number}" if kind else ""
    company = f"Société {number}" if not kind else ""
    return f"{kind},{day},{who},{company},{subject},{number if kind else ''},{note}\n"


def state(database: Database, feed: str) -> str:
    """What is known from a feed, without where it was read."""
    found = [
        {name: value for name, value in item.items() if name not in READING}
        for item in (*kit.signals(database, feed), *kit.sightings(database, feed))
    ]
    return "\n".join(sorted(json.dumps(item, sort_keys=True) for item in found))


class Arrivals:
    """The ways a list of rows can arrive."""

    def __init__(
        self, folder: Path, rows: list[str], chance: random.Random, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.folder = folder
        self.rows = rows
        self.chance = chance
        self.monkeypatch = monkeypatch

    def arrive(self, database: Database, feed: str, order: Sequence[str]) -> None:
        """Some ways, then the whole list."""
        for way in (*order, "whole"):
            getattr(self, way)(database, feed)

    def take(self, database: Database, feed: str, data: bytes, name: str = "f.csv") -> None:
        path = self.folder / name
        path.write_bytes(data)
        self.run(database, feed, path)

    @staticmethod
    def run(database: Database, feed: str, path: Path, *, killed_after: int | None = None) -> None:
        left = [killed_after]

        def progress(*_: object) -> None:
            if left[0] is not None:
                left[0] -= 1
                if left[0] < 0:
                    raise Killed

        options = Options(feed=feed, profile="generic", base=path.parent)
        report = import_files(
            database, kit.ruleset(), [path], options, now=kit.NOW, progress=progress
        )
        kit.counts(report)
        assert report.rejected == 0

    def whole(self, database: Database, feed: str) -> None:
        self.take(database, feed, (HEADER + "".join(self.rows)).encode())

    def shuffled(self, database: Database, feed: str) -> None:
        rows = self.chance.sample(self.rows, len(self.rows))
        self.take(database, feed, (HEADER + "".join(rows)).encode())

    def split(self, database: Database, feed: str) -> None:
        parts = self.chance.randrange(2, 6)
        for part in self.chance.sample(range(parts), parts):
            text = HEADER + "".join(self.rows[part::parts])
            self.take(database, feed, text.encode(), f"part-{part}.csv")

    def packed(self, database: Database, feed: str) -> None:
        data = gzip.compress((HEADER + "".join(self.rows)).encode())
        self.take(database, feed, data, "f.csv.gz")

    def wide(self, database: Database, feed: str) -> None:
        text = (HEADER + "".join(self.rows)).replace("\n", "\r\n").replace('"two\r\n', '"two\n')
        self.take(database, feed, text.encode("utf-16"))

    def killed(self, database: Database, feed: str) -> None:
        path = self.folder / "f.csv"
        path.write_text(HEADER + "".join(self.rows), encoding="utf-8", newline="")
        with pytest.raises(Killed):
            self.run(database, feed, path, killed_after=self.chance.randrange(2))

    def piped(self, database: Database, feed: str) -> None:
        data = (HEADER + "".join(self.rows)).encode()
        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        self.run(database, feed, Path("-"))


def test_it_comes_to_the_same_however_a_list_arrives(
    stores: list[Database], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, prove: bool
) -> None:
    monkeypatch.setattr(Opened.tables, "__defaults__", (7,))
    for seed, order in enumerate(PROVEN if prove else EXAMPLES):
        chance = random.Random(seed)
        rows = [row(chance, number) for number in range(chance.randrange(15, 40))]
        found = set()
        for database in stores:
            ways = Arrivals(tmp_path, rows, random.Random(seed), monkeypatch)
            ways.whole(database, f"once-{seed}")
            ways.arrive(database, f"often-{seed}", order)
            found |= {state(database, f"once-{seed}"), state(database, f"often-{seed}")}
        assert len(found) == 1, (seed, order)
        assert found != {""}
