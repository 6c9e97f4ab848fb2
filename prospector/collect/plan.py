"""Decide, once per set of columns, which column feeds which field of the record."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from prospector.collect.aliases import ALIASES, FRENCH, HEADLINES
from prospector.collect.profile import ALSO, SEEN_ON, Profile
from prospector.collect.record import FIELDS, LOCALE, About, attribute_of, key_of, names_about
from prospector.collect.reject import Problem
from prospector.collect.values import LOCALES, Manner, reader
from prospector.errors import UsageError

_PERSON = frozenset(("email", "phone", "linkedin_url", "first_name", "last_name", "title", "kind"))
_COMPANY = frozenset(names_about(About.ACCOUNT)) - {"company"}
_NOM = key_of("nom")
_OURS = frozenset(map(key_of, (ALSO, SEEN_ON)))


@dataclass(frozen=True)
class Told:
    """What a feed was told about its files: field → column, field → constant, and the default kind."""

    map: Mapping[str, str] = field(default_factory=dict)
    set: Mapping[str, str] = field(default_factory=dict)
    kind: str | None = None

    def then(self, other: "Told") -> "Told":
        """These words, overruled by later ones; an empty text takes a word back."""
        return Told(
            map=_merged(self.map, other.map),
            set=_merged(self.set, other.set),
            kind=other.kind or self.kind,
        )


@dataclass(frozen=True)
class Plan:
    """Which columns feed which field, and how values are written."""

    profile: Profile
    #: Field → columns, the first filled one counts.
    sources: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str]
    kind: str | None
    #: Attribute → columns.
    attributes: Mapping[str, tuple[str, ...]]
    #: Folded header → columns, for what a profile asks of the row.
    by_key: Mapping[str, tuple[str, ...]]
    #: Columns people head with a headline: their titles hold a guess at the employer.
    headlines: frozenset[str]
    manner: Manner
    notices: tuple[str, ...] = ()


def make(headers: Mapping[str, str], profile: Profile, told: Told, manner: Manner) -> Plan:
    """The plan for a table with these columns (unique name → header)."""
    keys = {column: key_of(header) for column, header in headers.items()}
    sources, attributes = _assign(keys, profile, told)
    french = _is_french(keys.values(), sources, profile)
    locale = told.set.get(LOCALE) or profile.locale or ("fr" if french else None)
    notices = _name_is_company(sources)
    if french and LOCALE not in told.set:
        notices.append("French columns: days before months, commas before decimals")
    by_key: dict[str, tuple[str, ...]] = {}
    for column, key in keys.items():
        by_key[key] = (*by_key.get(key, ()), column)
    if locale is not None:
        order, decimal = LOCALES[locale]
        manner = replace(manner, order=order, decimal=decimal)
    return Plan(
        profile=profile,
        sources={name: tuple(columns) for name, columns in sources.items()},
        constants={name: value for name, value in told.set.items() if name != LOCALE},
        kind=told.kind,
        attributes={name: tuple(columns) for name, columns in attributes.items()},
        by_key=by_key,
        headlines=frozenset(column for column, key in keys.items() if key in HEADLINES),
        manner=manner,
        notices=tuple(notices),
    )


def check_told(told: Told, fields: Collection[str], manner: Manner) -> None:
    """Refuse words about fields that do not exist (`fields`: declared attributes), and unreadable constants.

    Raises:
        UsageError: a field or locale is unknown, or a constant is no value of its field.
    """
    for option, names in (("--map", told.map), ("--set", told.set)):
        for name in names:
            if name in FIELDS or name in fields or (option == "--set" and name == LOCALE):
                continue
            near = get_close_matches(name, FIELDS, n=1)
            said = f"did you mean {near[0]}?" if near else f"fields are {', '.join(FIELDS)}"
            raise UsageError(f"{option} {name}=…: no such field; {said}")
    locale = told.set.get(LOCALE)
    if locale and locale not in LOCALES:
        raise UsageError(f"--set locale={locale}: choose one of {', '.join(LOCALES)}")
    for name, value in told.set.items():
        found = reader(FIELDS[name], manner)(value) if name in FIELDS and value else None
        if isinstance(found, Problem):
            raise UsageError(f"--set {name}={value}: {found.detail}")


def _merged(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in {**first, **second}.items() if value}


def _assign(
    keys: Mapping[str, str], profile: Profile, told: Told
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Columns per field and per attribute, the most telling column first."""
    mapped = {key_of(column): name for name, column in told.map.items()}
    priority = {key: number for number, key in enumerate(profile.aliases)}
    sources: dict[str, list[str]] = {}
    attributes: dict[str, list[str]] = {}
    for column, key in sorted(keys.items(), key=lambda item: priority.get(item[1], len(priority))):
        if key in _OURS or (key in profile.ignored and key not in mapped):
            continue
        name = mapped.get(key) or _field_of(key, profile, keys.values())
        overruled = name in told.map and key not in mapped
        if name in FIELDS and not overruled:
            sources.setdefault(name, []).append(column)
        else:
            attributes.setdefault(_attribute(name, column, told), []).append(column)
    return sources, attributes


def _attribute(name: str, column: str, told: Told) -> str:
    """An attribute's name: what `--map` calls it, else the column's own."""
    return name if name in told.map and name not in FIELDS else attribute_of(column)


def _field_of(key: str, profile: Profile, keys: Collection[str]) -> str:
    if key in profile.aliases:
        return profile.aliases[key]
    if key == _NOM:  # a family name where a first name stands beside it
        first = {ALIASES.get(other) for other in keys} & {"first_name"}
        return "last_name" if first else "name"
    return ALIASES.get(key, "")


def _is_french(keys: Collection[str], sources: Mapping[str, list[str]], profile: Profile) -> bool:
    """Whether the header is written in French: it declares how the file writes dates and numbers."""
    if profile.locale:
        return False
    french = sum(key in FRENCH for key in keys)
    return french > 0 and french * 3 >= sum(len(columns) for columns in sources.values())


def _name_is_company(sources: dict[str, list[str]]) -> list[str]:
    """In a table of companies without a column of people, `name` is the company's."""
    if "name" not in sources or "company" in sources or _PERSON & set(sources):
        return []
    if not _COMPANY & set(sources):
        return []
    column = sources["name"][0]
    sources["company"] = sources.pop("name")
    return [f"no column of people: {column!r} is read as the company's name"]
