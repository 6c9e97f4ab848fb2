"""Rejected rows as files to mend in a spreadsheet, and what their numbers say when they come back.

Each row carries the number of its reject with a check of its text: a mended file that is imported
closes the rejects it came from, and no others.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import PurePath

from prospector.collect.keys import digest
from prospector.collect.table import Table
from prospector.tables import RejectRow

NUMBER = "prospector_reject"
REASON = "prospector_reason"
#: A feed's name is the user's: it must not choose the folder.
_UNSAFE = re.compile(r"[^\w-]+")
_TOKEN = re.compile(rf'(?:\A"?|"{NUMBER}"\s*:\s*")(\d+)-([0-9a-f]{{8}})(?![0-9a-f])')
_LINE_BREAKS = re.compile(r"\s*[\r\n]+\s*")


def files(rows: Sequence[RejectRow], delimiters: Mapping[int, str | None]) -> dict[str, str]:
    """File name → text, one per feed, file and header; JSON items become JSON lines.

    `delimiters`: of the import files the rows came from.
    """

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
        some = list(group)
        delimiter = delimiters.get(some[0].import_file_id or 0)
        if header and delimiter:
            bare = _bare(header, delimiter, NUMBER)
            lines = [delimiter.join((NUMBER, REASON, bare))]
            lines += [_cells(row, delimiter) for row in some]
        else:
            lines = [header] * bool(header) + [_item(row) for row in some]
        found[name] = "".join(map(_ended, lines))
    return found


def numbers(table: Table) -> dict[int, str]:
    """The rejects a mended file's rows came from, each with the check of its text."""
    if not _is_mended(table):
        return {}
    raws = [*table.raws, *(reject.raw for reject in table.rejects)]
    found = (_TOKEN.search(raw[:4_000]) for raw in raws)
    return {int(token[1]): token[2] for token in found if token}


def unnumbered(table: Table) -> Table:
    """The table without the columns that an export of rejects adds."""
    if not _is_mended(table):
        return table
    added = [name for name, header in table.headers.items() if header in (NUMBER, REASON)]
    headers = {name: header for name, header in table.headers.items() if name not in added}
    return replace(table, cells=table.cells.drop(added), headers=headers)


def check_of(raw: str) -> str:
    """What tells a reject's text from that of another workspace's reject of the same number."""
    return digest(raw)[:8]


def _is_mended(table: Table) -> bool:
    return NUMBER in table.headers.values()


def _token(row: RejectRow) -> str:
    return f"{row.id}-{check_of(row.raw)}"


def _cells(row: RejectRow, delimiter: str) -> str:
    return delimiter.join((_token(row), row.code, _bare(row.raw, delimiter, None)))


def _bare(raw: str, delimiter: str, name: str | None) -> str:
    """A text without the two cells that an earlier export put before it."""
    parts = raw.split(delimiter, 2)
    if len(parts) < 3:
        return raw
    own = parts[0] == name if name else _TOKEN.fullmatch(parts[0])
    return parts[2] if own else raw


def _item(row: RejectRow) -> str:
    raw = _LINE_BREAKS.sub(" ", row.raw.strip())
    if row.header or not raw.startswith("{") or f'"{NUMBER}"' in raw:
        return raw
    rest = raw[1:].lstrip()
    comma = "" if rest.startswith("}") else ", "
    return f'{{"{NUMBER}": "{_token(row)}", "{REASON}": "{row.code}"{comma}{rest}'


def _ended(line: str) -> str:
    return line if line.endswith(("\n", "\r")) else f"{line}\n"
