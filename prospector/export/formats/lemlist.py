"""The CSV lemlist imports into a campaign: its own column names, texts unchanged.

Columns lemlist does not know become custom variables: `{{subject}}` and `{{body}}` are the
message, `{{prospectorDraft}}` finds the way back when outcomes are imported.
"""

import csv
import io
from collections.abc import Sequence

from prospector.export.record import Record

COLUMNS: dict[str, str] = {
    "email": "email",
    "firstName": "first_name",
    "lastName": "last_name",
    "companyName": "company",
    "companyDomain": "domain",
    "jobTitle": "title",
    "linkedinUrl": "linkedin_url",
    "phone": "phone",
    "timezone": "time_zone",
    "subject": "subject",
    "body": "body",
    "language": "language",
    "prospectorDraft": "draft",
    "prospectorLead": "lead",
    "prospectorOwner": "owner",
    "prospectorSegment": "segment",
    "prospectorStep": "step",
    "prospectorChannel": "channel",
}


def render(records: Sequence[Record]) -> bytes:
    """UTF-8 without a byte order mark; what a cell holds is exactly what the draft says."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for record in records:
        values = (getattr(record, name) for name in COLUMNS.values())
        writer.writerow(["" if value is None else value for value in values])
    return out.getvalue().encode("utf-8")
