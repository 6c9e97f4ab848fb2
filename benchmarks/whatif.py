"""What-ifs as people meet them, over what a score run kept: `rules diff --watch` after a save, and `rules diff` in a process of its own.

`python -m benchmarks whatif --rows 5000000` takes some minutes, most of them to fill the store
and to score it. `python -m benchmarks.whatif FOLDER` measures over a workspace that is there.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.figures import cpu_of, median_of_children
from benchmarks.shelf import fill
from benchmarks.world import NOW, sixteen_rules
from prospector.rules.loader import load_ruleset
from prospector.rules.models import Model
from prospector.rules.ruleset import Ruleset
from prospector.store.files import kept

ROWS = 500_000
_ROOT = Path(__file__).parent.parent
_TIMES = 3
#: What each what-if may take over 5 million signals, in CPU seconds.
_GOALS = {"one rule changed": 2.0, "points": 1.0, "caps": 1.0, "grades": 1.0}
_GOALS_ARE_FOR = 5_000_000
#: `rules diff` with two times on its last line: of what comes before the comparison, and of it.
_APART = """
import sys, time
from prospector import cli
from prospector.score.diff import stage
whole = stage.diff
def timed(*arguments, **named):
    begun = time.process_time()
    found = whole(*arguments, **named)
    print(begun, time.process_time() - begun, file=sys.stderr)
    return found
stage.diff = timed
cli.main()
"""


def lines(shipped: Ruleset) -> Iterator[str]:
    """CPU seconds of each what-if, beside those of starting."""
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), ROWS).dispose()
        write_workspace(Path(folder), shipped)
        _run(Path(folder), "score")
        yield f"what-ifs over {ROWS:,} signals and what a score run kept"
        yield from measured(Path(folder))


def write_workspace(folder: Path, shipped: Ruleset) -> None:
    """The sixteen rules beside the shipped rest, as files, and a folder of rules per what-if."""
    made = sixteen_rules(shipped)
    shutil.copytree(_ROOT / "rules", folder / "rules")
    (folder / "templates").symlink_to(_ROOT / "templates")
    for stem in ("intent", "feeds", "segments"):
        _write(folder / "rules", stem, _told(getattr(made, stem)))


def measured(folder: Path) -> Iterator[str]:
    """The figures over a scored workspace, medians of a few runs."""
    with tempfile.TemporaryDirectory() as place:
        others = _what_ifs(folder, Path(place))
        _diff(folder, others["one rule changed"])  # the first after a score run leaves segments
        for name, (first, again) in _watched(folder, Path(place) / "watched", others).items():
            yield (
                f"  rules diff --watch, {name} saved: {again:.2f} s CPU (the first time {first:.2f};"
                f" goal at {_GOALS_ARE_FOR:,}: {_GOALS[name]:.0f})"
            )
        for name, rules in others.items():
            words = _words(folder, "--rules", str(rules), "rules", "diff", "--limit", "20")
            start, compared = _apart(words)
            yield (
                f"  rules diff in a process of its own, {name}: {compared:.2f} s CPU, what is kept read;"
                f" Python, rules and store opened: {start:.2f}; the whole command: {_spent(words):.2f}"
            )
        kept.forget(folder / ".prospector" / "files")
        spent = _spent(words, times=1)
        yield f"  {name}, where nothing is kept: {spent:.2f} s CPU"


def _watched(folder: Path, rules: Path, others: dict[str, Path]) -> dict[str, tuple[float, float]]:
    """The CPU that each saved what-if costs a waiting command, all of it: at its first save, and a later one."""
    shutil.copytree(folder / "rules", rules / "rules")
    (rules / "templates").symlink_to(_ROOT / "templates")
    words = _words(folder, "--rules", str(rules / "rules"), "rules", "diff", "--watch")
    found: dict[str, list[float]] = {name: [] for name in others}
    with subprocess.Popen(
        words, cwd=_ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as watching:
        _waits(watching)
        for name in (name for name in others for _ in range(2)):
            before = cpu_of(watching.pid)
            _save(others[name], rules / "rules")
            _waits(watching)
            found[name].append(cpu_of(watching.pid) - before)
            _save(folder / "rules", rules / "rules")
            _waits(watching)
        watching.terminate()
        watching.communicate()
    return {name: (first, again) for name, (first, again) in found.items()}


def _save(source: Path, rules: Path) -> None:
    for path in source.glob("*.yaml"):
        if path.read_bytes() != (rules / path.name).read_bytes():
            shutil.copyfile(path, rules / path.name)


def _waits(watching: subprocess.Popen[str]) -> None:
    """Read what a command says until it waits for a save."""
    for line in watching.stderr or ():
        if line.startswith("waiting for a file"):
            return
    raise AssertionError("the command ended")


def _what_ifs(folder: Path, place: Path) -> dict[str, Path]:
    """Folders of other rules: another condition and half-life of one, other points, caps, cuts."""
    intent = _told(load_ruleset(folder / "rules").intent)
    narrower = "signal.kind = 'post_liked' and not contains(signal.topic, 'hiring')"
    grades = _told(load_ruleset(folder / "rules").grades)
    changes = {
        "grades": ("grades", {**grades, "fit": {**grades["fit"], "A": 60}}),
        "caps": ("intent", _with_rule(intent, "visited", cap=5)),
        "points": ("intent", _with_rule(intent, "clicked", points=4)),
        "one rule changed": ("intent", _with_rule(intent, "liked", half_life=21, when=narrower)),
    }
    found = {}
    for name, (stem, told) in changes.items():
        found[name] = place / name / "rules"
        shutil.copytree(folder / "rules", found[name])
        (place / name / "templates").symlink_to(_ROOT / "templates")
        _write(found[name], stem, told)
    return found


# Any: a file's content, as YAML says it.
def _with_rule(intent: dict[str, Any], name: str, **changes: Any) -> dict[str, Any]:
    rules = [rule | changes if rule["id"] == name else rule for rule in intent["rules"]]
    return {**intent, "rules": rules}


def _told(file: Model) -> dict[str, Any]:  # Any: YAML
    return file.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"tests"})


def _write(rules: Path, stem: str, told: dict[str, Any]) -> None:  # Any: YAML
    # JSON is YAML.
    (rules / f"{stem}.yaml").write_text(json.dumps(told), encoding="utf-8")


def _words(folder: Path, *more: str) -> list[str]:
    when = NOW.isoformat()
    return [sys.executable, "-m", "prospector", "--workspace", str(folder), "--as-of", when, *more]


def _run(folder: Path, *more: str) -> None:
    subprocess.run(_words(folder, *more), check=True, capture_output=True)


def _diff(folder: Path, rules: Path) -> None:
    _run(folder, "--rules", str(rules), "rules", "diff", "--limit", "20")


def _apart(words: list[str]) -> tuple[float, float]:
    """The CPU of the start and of the comparison, in a process of their own: medians."""
    apart = [words[0], "-c", _APART, *words[3:]]
    times = []
    for _ in range(_TIMES):
        run = subprocess.run(apart, check=True, capture_output=True, cwd=_ROOT, text=True)
        told = next(line for line in run.stderr.splitlines() if line.count(".") > 1)
        times.append([float(one) for one in told.split()])
    starts, compared = (sorted(column)[_TIMES // 2] for column in zip(*times, strict=True))
    return starts, compared


def _spent(words: list[str], *, times: int = _TIMES) -> float:
    def work() -> None:
        subprocess.run(words, check=True, capture_output=True, cwd=_ROOT)

    return median_of_children(work, times)


if __name__ == "__main__":
    print("\n".join(measured(Path(sys.argv[1]))))
