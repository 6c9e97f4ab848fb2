"""What we ship to read: rules, messages and samples, in two languages, about nobody who exists."""

import codecs
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from prospector.rules import models
from prospector.rules.loader import load_ruleset
from prospector.rules.models import LocalText, SegmentRule
from prospector.rules.ruleset import Ruleset
from prospector.tables import Channel, Purpose

ROOT = Path(__file__).parents[1]
TEMPLATES, SAMPLES = ROOT / "templates", ROOT / "sample_signals"

#: Hosts of public places where people and pages are, not of a person or company.
_PUBLIC_HOSTS = {"www.linkedin.com", "linkedin.com"}
_ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
_LINK = re.compile(r"https?://([\w.-]+)")
_HOST = re.compile(r"\b(?:www\.)?[a-z0-9-]+\.(?:com|fr|net|org|io|eu|de|co|example)\b")
_PROFILE = re.compile(r"linkedin\.com/in/([\w%-]+)")
_FREEMAIL = {"gmail.com"}
PROMISED_KINDS = """
post_liked post_commented post_shared page_followed event_registered event_attended job_posted
tool_adopted tool_dropped competitor_tool_used page_visited pricing_visited email_opened
email_clicked content_downloaded trial_started trial_ended starred_repo funding_raised
company_moved site_opened executive_hired job_changed open_to_work left_company careers_visited
purchased cart_abandoned product_used usage_dropped support_requested complaint_made met called
invited accepted touched replied replied_positive replied_negative meeting_booked
opportunity_opened deal_won deal_lost auto_replied asked_later referred bounced opted_out
spam_reported rated
"""


@cache
def shipped() -> Ruleset:
    return load_ruleset(ROOT / "rules")


def segments() -> list[SegmentRule]:
    return shipped().segments.segments


def read_sample(path: Path) -> str:
    raw = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252")


def samples() -> list[Path]:
    return sorted(path for path in SAMPLES.rglob("*") if path.is_file())


def texts_of(value: object, path: str = "") -> Iterator[tuple[str, LocalText]]:
    """Every text in two languages inside a model, with its place."""
    if isinstance(value, LocalText):
        yield path, value
    elif isinstance(value, models.Model):
        for name in type(value).model_fields:
            yield from texts_of(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts_of(item, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from texts_of(item, f"{path}[{number}]")


# --- rules ------------------------------------------------------------------------------------


def test_it_says_everything_in_english_and_french() -> None:
    ruleset = shipped()
    one_tongue = [
        f"{stem}{place}"
        for stem in models.FILES
        for place, text in texts_of(getattr(ruleset, stem))
        if not (text.en and text.fr)
    ]
    assert one_tongue == []


def test_it_has_a_text_per_language_wherever_people_read() -> None:
    ruleset = shipped()
    plain = [
        *(kind for kind, rule in ruleset.signals.kinds.items() if isinstance(rule.label, str)),
        *(rule.id for rule in ruleset.intent.rules if isinstance(rule.why, str)),
        *(segment.id for segment in segments() if isinstance(segment.label, str)),
        *(
            f"{segment.id}.{question}"
            for segment in segments()
            for question in models.Persona.model_fields
            if isinstance(getattr(segment.persona, question), str)
        ),
        *(name for name, feed in ruleset.feeds.feeds.items() if isinstance(feed.origin, str)),
    ]
    assert plain == []


def test_it_asks_for_consent_by_every_channel_where_the_law_does() -> None:
    policy = shipped().policy
    asks = {
        name: {rule.law(channel) for channel in Channel} for name, rule in policy.countries.items()
    }
    assert asks == {**{name: {"consent"} for name in ("AT", "DE", "IT")}, "FR": {"allowed"}}
    assert policy.unknown_country == "consent"


def test_it_knows_every_kind_the_product_promises() -> None:
    assert sorted(shipped().signals.kinds) == sorted(PROMISED_KINDS.split())


def test_it_never_quotes_what_a_tracker_saw() -> None:
    kinds = shipped().signals.kinds
    assert [
        name for name, kind in kinds.items() if kind.needs == "consent" and kind.mention == "open"
    ] == []


def test_it_ships_the_segments_of_real_practice_each_with_caps() -> None:
    assert [segment.id for segment in segments()] == [
        "open-to-work",
        "dormant-customer",
        "loyal-buying-less",
        "loyal",
        "occasional",
        "thanks",
        "attended-event",
        "competitor-tool",
        "integrated-tool",
        "hiring-sales-team",
        "industrial-sme",
        "structured-mid-cap",
        "engaged-with-posts",
    ]
    assert all(
        {cap.window for cap in segment.caps} >= {"day", "rolling_7d"} for segment in segments()
    )
    lent = {move.segment for move in shipped().segments.on_move}
    assert all(2 <= len(segment.sequence) <= 3 for segment in segments() if segment.id not in lent)


def test_it_ships_what_movements_of_customers_set_off() -> None:
    moves = {(move.from_, move.to): move for move in shipped().segments.on_move}
    assert moves["occasional", "loyal"].segment == "thanks"
    call = moves["loyal", "loyal-buying-less"].task
    assert isinstance(call, LocalText)
    assert shipped().segments_by_id["thanks"].relations == ["customer"]


def test_it_ships_four_behaviours_with_advice() -> None:
    found = shipped().segments.behaviours
    assert [one.id for one in found] == ["go-getter", "prudent", "discoverer", "zen"]
    assert all(isinstance(one.advice, LocalText) for one in found)


def test_it_recruits_and_wins_back_with_their_own_purpose() -> None:
    by_id = shipped().segments_by_id
    assert by_id["open-to-work"].purpose is Purpose.RECRUITING
    assert by_id["dormant-customer"].purpose is Purpose.WIN_BACK
    assert set(by_id["dormant-customer"].relations) == {"customer", "former_customer"}
    assert by_id["attended-event"].purpose is Purpose.EVENT_FOLLOW_UP


@pytest.mark.parametrize("segment", segments(), ids=lambda segment: segment.id)
def test_it_never_chooses_people_by_age(segment: SegmentRule) -> None:
    assert not re.search(r"\b(age|âge|birth|born)\b", segment.when)
    assert "grade" not in segment.when  # the policy gates grades, and a C may be a person unknown


def test_it_names_our_tools_and_competitors_alike_everywhere() -> None:
    ruleset = shipped()
    by_id = ruleset.intent_by_id
    for name in ruleset.company.integrations:
        assert f"'{name}'" in by_id["adopted-integrated-tool"].when
    for name in ruleset.company.competitors:
        assert f"'{name}'" in by_id["dropped-competitor-tool"].when
        assert f"'{name}'" in by_id["uses-competitor-tool"].when


def test_it_keeps_the_best_known_limits_of_practice() -> None:
    policy = shipped().policy
    caps = {
        (cap.scope, cap.window, cap.channel, cap.first_steps_only): cap.limit for cap in policy.caps
    }
    assert caps["sender", "day", Channel.EMAIL, False] == 25
    assert caps["sender", "rolling_7d", Channel.LINKEDIN, False] == 100
    assert caps["account", "day", None, True] == 2
    assert (policy.active_per_account, policy.cool_down.person, policy.cool_down.after_no) == (
        3,
        30,
        180,
    )
    assert len(policy.sdrs) == 2


# --- samples ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", samples(), ids=lambda path: path.relative_to(SAMPLES).as_posix())
def test_it_speaks_of_nobody_who_exists(path: Path) -> None:
    text = read_sample(path)
    hosts = {
        *_ADDRESS.findall(text),
        *_LINK.findall(text),
        *(found for found in _HOST.findall(text.lower())),
    }
    real = {host.removeprefix("www.") for host in hosts if not host.endswith(".example")}
    assert real - {host.removeprefix("www.") for host in _PUBLIC_HOSTS} - _FREEMAIL == set()
    assert all(slug.endswith("-example") for slug in _PROFILE.findall(text))
    # That mail host allows no hyphen before the @: nobody can have such an address.
    assert all(name.endswith("-invented") for name in re.findall(r"([\w.+-]+)@gmail\.com", text))


def test_it_lives_on_example_domains_in_rules_and_messages_too() -> None:
    paths = [*(ROOT / "rules").glob("*.yaml"), *TEMPLATES.rglob("*.j2")]
    for path in paths:
        text = path.read_text(encoding="utf-8")
        hosts = {*_ADDRESS.findall(text), *_LINK.findall(text)}
        real = {host for host in hosts if not host.endswith(".example")}
        assert real <= _PUBLIC_HOSTS, path.name


def test_it_has_a_feed_for_every_sample() -> None:
    read = {feed.path for feed in shipped().feeds.feeds.values()}
    there = {path.relative_to(ROOT).as_posix() for path in samples() if path.name != "README.md"}
    assert read == there


def test_it_describes_every_folder_of_samples() -> None:
    described = (SAMPLES / "README.md").read_text(encoding="utf-8")
    for folder in SAMPLES.iterdir():
        if folder.is_dir():
            assert f"`{folder.name}/`" in described


def test_it_keeps_the_encodings_that_real_files_come_in() -> None:
    guests = (SAMPLES / "events" / "open_day_besancon.csv").read_bytes()
    assert guests.startswith(codecs.BOM_UTF8)
    excel = (SAMPLES / "crm" / "comptes_excel.csv").read_bytes()
    assert b"\r\n" in excel
    with pytest.raises(UnicodeDecodeError):
        excel.decode("utf-8")
