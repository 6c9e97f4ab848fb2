"""Rejected rows as files: under the header they came with, ready to be mended by hand."""

import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import PurePath

from prospector.tables import RejectRow

#: A feed's name is the user's: it must not choose the folder.
_UNSAFE = re.compile(r"[^\w-]+")


def files(rows: Sequence[RejectRow]) -> dict[str, str]:
    """File name → text, one per feed, file and header; JSON items become JSON lines."""

    def origin(row: RejectRow) -> tuple[str, str, str]:
        return row.feed, row.file, row.header or ""

    found: dict[str, str] = {}
    for (feed, file, header), group in groupby(sorted(rows, key=origin), key=origin):
        suffix = "csv" if header else "jsonl"
        stem = _UNSAFE.sub("-", f"{feed}-{PurePath(file).stem}")
        name = next(
            name
            for number in range(1, len(rows) + 2)
            if (name := f"{stem}{'' if number == 1 else f'-{number}'}.{suffix}") not in found
        )
        lines = [row.raw if header else " ".join(row.raw.split()) for row in group]
        found[name] = "".join(map(_ended, [header, *lines] if header else lines))
    return found


def _ended(line: str) -> str:
    return line if line.endswith(("\n", "\r")) else f"{line}\n"
