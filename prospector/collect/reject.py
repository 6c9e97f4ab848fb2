"""A row that cannot be taken, and why: a value, never an exception."""

from enum import StrEnum
from typing import NamedTuple


class RejectCode(StrEnum):
    """Why a row was not taken. Programs read the code, people its help."""

    RAGGED = "ragged"
    STRAY_QUOTE = "stray_quote"
    TRUNCATED = "truncated"
    FOOTER = "footer"
    BAD_ENCODING = "bad_encoding"
    BAD_TEXT = "bad_text"
    BAD_JSON = "bad_json"
    NOT_A_RECORD = "not_a_record"
    NO_IDENTITY = "no_identity"
    ANONYMOUS = "anonymous"
    UNKNOWN_KIND = "unknown_kind"
    NOT_A_SIGNAL = "not_a_signal"
    NO_TIME = "no_time"
    BAD_DATE = "bad_date"
    AMBIGUOUS_DATE = "ambiguous_date"
    BAD_NUMBER = "bad_number"
    AMBIGUOUS_NUMBER = "ambiguous_number"
    BAD_VALUE = "bad_value"

    @property
    def help(self) -> str:
        """What it means and what to do, in one sentence."""
        return _HELP[self]


_HELP = {
    RejectCode.RAGGED: "The row has more or fewer cells than the header: mend it (`prospector rejects export`) and import it again.",
    RejectCode.STRAY_QUOTE: "A quote opens or closes in the wrong place: mend it (`prospector rejects export`) and import it again.",
    RejectCode.TRUNCATED: "The file ends inside this row: import the whole file, what was taken is seen.",
    RejectCode.FOOTER: "A line of text below or between the rows: a report's footer, nothing to take.",
    RejectCode.BAD_ENCODING: "This line is written in another encoding than the rest of the file: replay takes the text as shown.",
    RejectCode.BAD_TEXT: "The row holds NUL or broken Unicode, which no database can keep alike.",
    RejectCode.BAD_JSON: "Not JSON as the standard has it: NaN, a key twice, a syntax error, or nesting too deep.",
    RejectCode.NOT_A_RECORD: "The item is a number, a text or a list where an object is expected.",
    RejectCode.NO_IDENTITY: "Nobody can be found by this row: it needs an e-mail, phone, profile URL, domain or company.",
    RejectCode.ANONYMOUS: "A visitor nobody named: taken by itself once a call says who that is, if the feed declares consent; forgotten after `inbox_days`.",
    RejectCode.UNKNOWN_KIND: "The kind is not in rules/signals.yaml: add it there or correct the row, then replay.",
    RejectCode.NOT_A_SIGNAL: "The row says that nothing happened: declined, cancelled, still waiting.",
    RejectCode.NO_TIME: "Nothing says when it happened: import again with --date, the day the list was exported.",
    RejectCode.BAD_DATE: "The date cannot be read: write it as 2026-11-22, or map another column with --map occurred_at=COLUMN.",
    RejectCode.AMBIGUOUS_DATE: "The date can be read as day/month or month/day: import again with --set locale=fr, en-gb or en-us.",
    RejectCode.BAD_NUMBER: "The number cannot be read.",
    RejectCode.AMBIGUOUS_NUMBER: "The comma can be a decimal or a thousands mark: import again with --set locale=fr or en-us.",
    RejectCode.BAD_VALUE: "The value is none of those the field can hold.",
}


class Reject(NamedTuple):
    """One input row not taken: where it was, its text, and the reason."""

    line: int
    raw: str
    code: RejectCode
    detail: str
    #: Bytes of the file it was.
    size: int = 0
    #: The sender's own id of somebody nobody knows yet.
    waits_for: str | None = None


class Problem(NamedTuple):
    """Why one value cannot be read."""

    code: RejectCode
    detail: str


#: Stands for a character no database keeps alike, in the stored text of a reject.
NUL_SHOWN = "\N{SYMBOL FOR NULL}"


def storable(raw: str) -> str:
    """The raw text as both databases can keep it: NUL made visible, broken Unicode replaced."""
    if raw.isascii() and "\0" not in raw:
        return raw
    shown = raw.replace("\0", NUL_SHOWN)
    return shown.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
