"""Signals of files are followed to the leads and accounts of today."""

from datetime import timedelta
from pathlib import Path

from prospector.columns import to_micros
from prospector.engine import copies, filed
from prospector.store.database import Database
from tests.living import Life
from tests.stories import NOW


def test_it_leaves_out_what_came_later(database: Database, tmp_path: Path) -> None:
    life = Life(database, tmp_path, 0)
    life.live(0, lambda: None)
    early = to_micros(NOW - timedelta(days=3))
    with database.read() as session:
        copied = copies.copies(session, life.ruleset.signals)
        assert copied is not None
        now = to_micros(NOW)
        whole = filed.signals(copied, life.ruleset, as_of=now, known_at=now)
        some = filed.signals(copied, life.ruleset, as_of=early, known_at=now)
    assert some["id"].to_list() == whole.filter(whole["occurred_at"] <= early)["id"].to_list()
    assert 0 < some.height < whole.height
    # In pieces of one length: the engine would be handed a copy of everything else.
    assert len({tuple(values.chunk_lengths()) for values in whole.get_columns()}) == 1
