"""Templates as they read for the model lead, kept in files: a changed template is a diff to look at."""

from dataclasses import dataclass, replace
from pathlib import Path

from prospector.draft import inspection
from prospector.draft.compose import Desk
from prospector.draft.templates import GOLDEN, parse_name
from prospector.errors import Problem
from prospector.rules.sandbox import Refused


@dataclass(frozen=True)
class Blessing:
    """What `bless` did to the golden files."""

    written: int
    unchanged: int
    removed: int


def samples(desk: Desk) -> dict[str, str]:
    """Every template's sample, by the template's name.

    Raises:
        Refused: a template is wrong.
    """
    fixed = replace(desk, today=inspection.SAMPLE_DAY)
    placed = [name for name in desk.library.names if parse_name(name)]
    return {name: inspection.sample(name, fixed) for name in placed}


def path_of(name: str) -> str:
    """Where a template's golden file is, beside it: <segment>/golden/<step>-….txt."""
    segment, _, file = name.partition("/")
    return f"{segment}/{GOLDEN}/{file.removesuffix('.j2')}.txt"


def differences(desk: Desk, folder: Path) -> list[Problem]:
    """Templates that read differently from their golden file. Those without one are left alone."""
    fixed = replace(desk, today=inspection.SAMPLE_DAY)
    found: list[Problem] = []
    for name in desk.library.names:
        golden = folder / path_of(name)
        if not golden.exists():
            continue
        try:
            same = golden.read_text(encoding="utf-8") == inspection.sample(name, fixed)
        except Refused:  # `inspect` says what is wrong with it
            continue
        if not same:
            message = f"reads differently from {path_of(name)}: look at it, then `prospector templates bless`"
            found.append(Problem(f"templates/{name}", 1, 1, message))
    return found


def bless(desk: Desk, folder: Path) -> Blessing:
    """Write every golden file, and remove those no template claims.

    Raises:
        Refused: a template is wrong; nothing was written.
    """
    wanted = {folder / path_of(name): text for name, text in samples(desk).items()}
    orphans = set(folder.glob(f"*/{GOLDEN}/*.txt")) - set(wanted)
    for orphan in orphans:
        orphan.unlink()
    written = 0
    for path, text in wanted.items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written += 1
    return Blessing(written, len(wanted) - written, len(orphans))
