"""Read the word lists shipped beside this file: one entry a line, `#` starts a comment."""

from functools import cache
from importlib.resources import files


@cache
def words(name: str) -> tuple[str, ...]:
    """The entries of a list, in the order of the file."""
    lines = (
        files("prospector.data").joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines()
    )
    entries = (line.partition("#")[0].strip() for line in lines)
    return tuple(entry for entry in entries if entry)
