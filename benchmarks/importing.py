"""One import or resolve in a process of its own, so that its memory can be told: prints JSON."""

import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from benchmarks.data import NOW
from benchmarks.figures import cpu
from prospector.collect import Options, import_files
from prospector.resolve import resolve
from prospector.rules.loader import load_ruleset
from prospector.store import adding_postgres, adding_sqlite
from prospector.store.database import open_database, writing

#: Seconds a write transaction may hold the lock.
PROMISED = 0.1


def main(address: str, path: Path | None) -> None:
    """Import a file (or resolve, without one) into a store; say CPU, memory and longest transaction."""
    ruleset = load_ruleset(Path(__file__).parent.parent / "rules")
    database = open_database(address, Path())
    walls, works = [0.0], [0.0]

    @contextmanager
    def timed(connection: Connection) -> Iterator[Connection]:
        with writing(connection) as held:
            began, worked = time.monotonic(), time.thread_time()
            yield held
        walls.append(time.monotonic() - began)
        works.append(time.thread_time() - worked)

    for adding in (adding_sqlite, adding_postgres):
        vars(adding)["writing"] = timed
    with cpu() as spent:
        if path is None:
            resolve(database, ruleset, now=NOW)
        else:
            import_files(database, ruleset, [path], Options(feed="bench"), now=NOW)
    database.dispose()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {
        "cpu": spent.seconds,
        "mb": memory,
        "transactions": len(walls) - 1,
        "longest_ms": max(walls) * 1000,
        "longest_work_ms": max(works) * 1000,
        "slow": sum(wall > PROMISED for wall in walls),
    }
    print(json.dumps(found))


main(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None)
