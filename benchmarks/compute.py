"""The compute of a full rescore and of what-ifs, by size, beside the least query that could do it.

Each size is computed in a process of its own over frames read from files, so that its peak memory
is that of frames and compute. Both sides take the median of three runs, in turns.
"""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl

from benchmarks.figures import cpu
from benchmarks.world import BARE, sixteen_rules, with_intent, world
from prospector.engine import duck, scoring
from prospector.engine.worlds import World
from prospector.rules.loader import load_ruleset
from prospector.rules.ruleset import Ruleset

SIZES = (500_000, 1_000_000, 2_000_000, 5_000_000)
_TIMES = 3
_ROOT = Path(__file__).parent.parent
_FRAMES = ("signals", "leads", "accounts")


def lines(shipped: Ruleset) -> Iterator[str]:
    """The figures of every size."""
    yield (
        "compute: full rescore (redundancy, account scope, caps, fit with priors, grades; 16 rules) | "
        "duckdb: 16 filtered decayed sums per lead over the same frames | the same world by other rules"
    )
    ruleset = sixteen_rules(shipped)
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            made = world(ruleset, size)
            for name in _FRAMES:
                getattr(made, name).write_parquet(Path(folder) / name)
            found = _in_a_process(folder, made.as_of)
        yield (
            f"  {size:>9,} signals, {made.leads.height:>7,} leads: {found['full']:5.2f} s CPU"
            f" ({found['full'] / size * 1e6:.2f} s per million) | {found['bare']:5.2f} s,"
            f" ratio {found['full'] / found['bare']:.1f} | one rule changed {found['rule']:.2f} s,"
            f" points {found['points']:.2f} s, caps {found['caps']:.2f} s, grades {found['grades']:.2f} s"
            f" | peak {found['peak'] / 1024:,.0f} MiB, frames {found['frames'] / 2**20:,.0f} MiB"
        )
        del made


def _in_a_process(folder: str, as_of: int) -> dict[str, float]:
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.compute", folder, str(as_of)],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, float] = json.loads(said.stdout)
    return found


def _measure(folder: Path, as_of: int) -> dict[str, float]:
    ruleset = sixteen_rules(load_ruleset(_ROOT / "rules"))
    frames = [pl.read_parquet(folder / name).rechunk() for name in _FRAMES]
    signals, leads, accounts = frames
    made = World(as_of, as_of, signals, leads, accounts)
    spent: dict[str, list[float]] = {}

    def take(name: str, work: Callable[[], object]) -> None:
        with cpu() as each:
            work()
        spent.setdefault(name, []).append(each.seconds)

    for _ in range(_TIMES):
        # A copy has nothing computed of it yet.
        fresh = replace(made)
        take("bare", lambda: duck.run(BARE.format(as_of=as_of), {"signals": made.signals}))
        take("full", partial(_score, ruleset, fresh))
        for name, changed in _what_ifs(ruleset):
            take(name, partial(_score, changed, fresh))
    return {
        **{name: median(each) for name, each in spent.items()},
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        "frames": sum(frame.estimated_size() for frame in frames),
    }


def _score(ruleset: Ruleset, made: World) -> pl.DataFrame:
    return scoring.scores(ruleset, made, scoring.priors(ruleset, made))


def _what_ifs(ruleset: Ruleset) -> Iterator[tuple[str, Ruleset]]:
    """Other rules: another condition and half-life of one, other points, caps, cuts of grades."""
    yield "rule", _with_rule(ruleset, "liked", half_life=21, when=_NARROWER)
    yield "points", _with_rule(ruleset, "clicked", points=4)
    yield "caps", _with_rule(ruleset, "visited", cap=5)
    told = ruleset.grades.model_copy(
        update={"fit": ruleset.grades.fit.model_copy(update={"A": 60.0})}
    )
    yield "grades", replace(ruleset, grades=told, version=f"{ruleset.version}-grades")


_NARROWER = "signal.kind = 'post_liked' and not contains(signal.topic, 'hiring')"


# Any: a field of a rule, as YAML says it.
def _with_rule(ruleset: Ruleset, name: str, **changes: Any) -> Ruleset:
    told = ruleset.intent.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for rule in told["rules"]:
        if rule["id"] == name:
            rule.update(changes)
    return with_intent(ruleset, told)


if __name__ == "__main__":
    print(json.dumps(_measure(Path(sys.argv[1]), int(sys.argv[2]))))
