"""Where somebody is: their country, its zone and its public holidays; what its law asks for."""

from datetime import date
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from prospector.data.lists import words
from prospector.policy.gates import Context, Gate, GateCode, Subject
from prospector.policy.wording import CHANNELS, tell
from prospector.rules.models import PolicyFile, say
from prospector.rules.models.leaving_alone import Law
from prospector.store.candidates import Candidate, Place
from prospector.tables import Channel

#: Countries of more than one zone in which nearly everybody lives by this one.
_MAIN_ZONES = {"DE": "Europe/Berlin", "ES": "Europe/Madrid", "PT": "Europe/Lisbon"}


def country_gate(subject: Subject, context: Context) -> Gate | None:
    """The law where they are asks for a consent nobody knows of, or forbids it."""
    approach = subject.approach
    channels = approach.channels if approach else list(Channel)
    if not subject.barred >= set(channels):
        return None
    candidate, policy = subject.candidate, context.policy
    language = context.language
    refused = law_of(candidate, policy, channels[0]) == "refused"
    law = "refused" if refused else "consent"
    by = (tell(language, "by", channel=CHANNELS[channel]) for channel in channels)
    reason = tell(
        language,
        law,
        place=_place(candidate, policy, language),
        ways=tell(language, "or").join(by),
        note=_note(candidate, policy, language),
    )
    unknown = not refused and country_of(candidate, policy) is None
    action = tell(language, "nowhere.do" if unknown else f"{law}.do")
    return Gate(GateCode.COUNTRY, reason, None, action)


def barred(candidate: Candidate, policy: PolicyFile, *, agreed: bool) -> frozenset[Channel]:
    """The channels by which the law where they are does not let us write to them."""
    laws = {channel: law_of(candidate, policy, channel) for channel in Channel}
    return frozenset(
        channel
        for channel, law in laws.items()
        if law == "refused" or (law == "consent" and not agreed)
    )


def law_of(candidate: Candidate, policy: PolicyFile, channel: Channel) -> Law:
    """What holds for a person and a channel."""
    code = country_of(candidate, policy)
    if code is None:
        return policy.unknown_country
    rule = policy.countries.get(code)
    return rule.law(channel) if rule else "allowed"


def country_of(candidate: Candidate, policy: PolicyFile) -> str | None:
    """Their country or their company's, else that of a domain that ends like one with a rule."""
    if candidate.country:
        return candidate.country
    hosts = (candidate.account_domain, (candidate.email or "").rpartition("@")[2])
    endings = {host.rpartition(".")[2].upper() for host in hosts if host}
    return next((code for code in sorted(endings) if code in policy.countries), None)


def _place(candidate: Candidate, policy: PolicyFile, language: str) -> str:
    code = country_of(candidate, policy)
    if code is None:
        return tell(language, "nowhere")
    name = _names(language).get(code, code)
    return name if candidate.country else tell(language, "by_domain", country=name)


def _note(candidate: Candidate, policy: PolicyFile, language: str) -> str:
    rule = policy.countries.get(country_of(candidate, policy) or "")
    return f" ({say(rule.note, language)})" if rule and rule.note else ""


def zone_of(candidate: Candidate | Place, otherwise: ZoneInfo) -> ZoneInfo:
    """The zone somebody lives by: theirs, else their country's where it has one, else another."""
    told = _zone(candidate.time_zone) if candidate.time_zone else None
    return told or (_zone_of_country(candidate.country) if candidate.country else None) or otherwise


def holiday(country: str, day: date, language: str = "en") -> str | None:
    """The public holiday of a country on a day; None = it is none, or we know none of it."""
    return _holidays(country, day.year, language).get(day)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _zone_of_country(code: str) -> ZoneInfo | None:
    names = _zones().get(code, ())
    return _zone(_MAIN_ZONES.get(code) or (names[0] if len(names) == 1 else ""))


@lru_cache(maxsize=2)
def _names(language: str) -> dict[str, str]:
    """What countries are called, by code: the list names English first, then French."""
    entries = (entry.partition(" = ") for entry in words("countries"))
    called = {code: names.split(", ") for code, _, names in entries}
    place = 1 if language == "fr" else 0
    return {code: names[min(place, len(names) - 1)] for code, names in called.items()}


@lru_cache(maxsize=1)
def _zones() -> dict[str, tuple[str, ...]]:
    """The zones of each country, out of the time zone database."""
    found: dict[str, tuple[str, ...]] = {}
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            code, _, name, *_ = line.split("\t")
            found[code] = (*found.get(code, ()), name)
    return found


@lru_cache(maxsize=1 << 9)
def _holidays(country: str, year: int, language: str) -> dict[date, str]:
    # 100 ms, and only where holidays are asked for.
    from holidays import country_holidays

    try:
        return dict(
            country_holidays(country, years=year, language="fr" if language == "fr" else "en_US")
        )
    except NotImplementedError:
        return {}
