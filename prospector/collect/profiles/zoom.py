"""Attendee report of a Zoom webinar: one row per time somebody joined, below the report's own data."""

import csv
from itertools import pairwise

from prospector.collect.profile import Profile, aliases, keys, signature, when


def _about_the_webinar(preamble: str) -> dict[str, str]:
    """The webinar's name, from the line of values below the one that begins with `Topic`."""
    rows = list(csv.reader(preamble.splitlines()))
    for names, values in pairwise(rows):
        named = dict(zip((name.strip(" \ufeff") for name in names), values, strict=False))
        if "Topic" in named and "Webinar ID" in named:
            return {"subject": named["Topic"].strip()}
    return {}


PROFILE = Profile(
    name="zoom",
    help="attendee report of a Zoom webinar; joining again is not attending again",
    signatures=(
        signature("Attended", "Join Time", "Leave Time", "Email"),
        signature("Attended", "User Name (Original Name)", "Registration Time", "Email"),
    ),
    aliases=aliases(
        name="User Name (Original Name)",
        country="Country/Region Name",
        company="Organization; Company; Company Name",
        attribute="Time in Session (minutes); Approval Status; Source Name; Is Guest",
    ),
    ignored=keys("Attended; Join Time; Leave Time; Registration Time"),
    kinds=(
        when("event_attended", "Attended", "yes", dated="Join Time"),
        when(
            None,
            "Approval Status",
            "denied; declined; cancelled; canceled; cancelled by self; cancelled by host",
        ),
        when("event_registered", "Attended", "no", dated="Registration Time"),
        when(None),
    ),
    wants={"subject": "which webinar it was: --set subject='…'"},
    accumulates=True,
    locale="en-us",
    preamble=_about_the_webinar,
)
