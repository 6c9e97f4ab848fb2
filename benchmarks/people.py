"""Generated people whose truth is known, as four sources tell of them.

Names follow a skew harder than France's: 25 % of first and 12 % of last names come from some
forty common ones, by 1/rank; the others from syllables. Companies have 2 to 60 people. Of the people,
8 % move to another company and are seen at both, 1.5 % have a namesake at their company, 2 % a
relative there with the same surname, 1 % both surname and initial in common. Of the titles, 20 % are other than the row before said. Of the rows, 4 % have
a slip of the pen in a name, 5 % a short form of the first name, 3 % an initial, 3 % first and last
name swapped, 4 % a double name cut short, 10 % no accents or hyphens, 10 % capitals. 15 % of event
rows carry a private address, 6 % of mailings an alias (c.durand@), 25 % no address but a name at a
company; 4 % of companies share a mailbox among three people, who also appear under a role address.
Company names vary in legal form, brackets and case; 2 % of e-mail rows are of a second domain.
Enrichment gives 0.1 % of its rows the address of a colleague.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from prospector.data.lists import words
from prospector.text import fold


def _several(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_FIRST = _several(
    "Marie Jean Pierre Claire Thomas Nicolas Julie Sophie David Michael Sarah James Emma Julien Camille"
    " Laurent Céline Jérôme Stéphane Hélène François Aurélie John Robert William Elizabeth Catherine"
    " Christophe Frédéric Benjamin Alexandre Philippe Isabelle Daniel Thierry Patricia Olivier Léa Hugo"
)
_LAST = _several(
    "Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefebvre Michel"
    " Garcia David Bertrand Roux Vincent Fournier Smith Jones Taylor Brown Williams Wilson Johnson Davies"
    " Evans Walker Girard Lambert Fontaine Rousseau Mercier Blanc Guérin Faure Legrand Chevalier"
)
_STARTS = _several(
    "Ba Bel Bri Cha Cor Da Del Fa Fer Ga Gri Ja Ker La Lem Ma Mer No Or Pa Per Qui Ra Ri Sa Ser Ta Tri Va Vi Za"
)
_MIDDLES = _several("la le ri ro ma me ni no ta te ber lan mon que ssi rou vi li")
_ENDS = _several("rd ux n tte t lle s y ck nt ot ard ier oux and eau ec ard el ain")
_TITLES = (
    "Head of Sales", "CEO", "Directeur commercial", "CTO", "HR Director", "Chef de projet", "VP Marketing",
    "Responsable achats", "Business Developer", "CFO",
)  # fmt: skip
_FORMS = ("", " SAS", " SARL", " SA", " Group", " (France)", " Ltd", " GmbH")
#: Anything of one row.
Row = dict[str, Any]


@dataclass
class Person:
    """Somebody, and where they work now and worked before."""

    id: int
    first: str
    last: str
    company: int
    title: str
    slug: str
    phone: str
    before: int | None = None
    number: str = ""


@dataclass
class World:
    """People, and the rows that tell of them; each row names its person under `truth`."""

    people: list[Person] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


class _Maker:
    """Draws a world from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
        self.names: dict[int, str] = {}
        self.mailboxes: dict[str, int] = {}
        self.short = [line.split() for line in words("nicknames")]

    def odds(self, share: float) -> bool:
        return self.chance.random() < share

    def name(self, common: Sequence[str], share: float) -> str:
        """A common name by 1/rank, or one made of syllables."""
        if self.odds(share):
            return _by_rank(self.chance, common)
        made, pick = made_name(self.chance), self.chance.choice
        return f"{made}-{pick(_STARTS)}{pick(_ENDS)}" if self.odds(0.05) else made

    def company(self, number: int) -> str:
        if number not in self.names:
            self.names[number] = f"{self.name((), 0)} {self.chance.choice(('Conseil', 'Systems', 'Industries', 'Lab', ''))}".strip()  # fmt: skip
        return self.names[number]

    def domain(self, number: int) -> str:
        return f"{fold(self.company(number)).replace(' ', '-')}{number}.example"


def made_name(chance: random.Random, least: int = 1) -> str:
    """A name of syllables: at `least` so many, or one more, in its middle."""
    pick = chance.choice
    start, middles = pick(_STARTS), range(chance.randint(least, least + 1))
    return start + "".join(pick(_MIDDLES) for _ in middles) + pick(_ENDS)


def family_name(chance: random.Random) -> str:
    """A common last name, by 1/rank."""
    return _by_rank(chance, _LAST)


def _by_rank(chance: random.Random, common: Sequence[str]) -> str:
    ranks = [1 / (rank + 1) for rank in range(len(common))]
    return chance.choices(common, ranks)[0]


def people_world(seed: int, size: int) -> World:
    """Some people at companies, with everything that makes telling them apart hard."""
    make, world = _Maker(seed), World()
    company = -1
    while len(world.people) < size:
        company += 1
        staff = _staff(make, company, len(world.people))
        world.people += staff
        world.rows += _shared_rows(make, company, staff)
    for person in world.people:
        if make.odds(0.08):
            person.before = make.chance.randrange(company + 1)
        world.rows += _rows_of(make, person, world)
    make.chance.shuffle(world.rows)
    return world


def _staff(make: _Maker, company: int, start: int) -> list[Person]:
    found: list[Person] = []
    for number in range(min(60, 2 + int(make.chance.paretovariate(1.1)))):
        first, last = make.name(_FIRST, 0.75), make.name(_LAST, 0.12)
        if found and make.odds(0.015):
            first, last = found[-1].first, found[-1].last
        elif found and make.odds(0.02):
            last = found[-1].last
        elif found and make.odds(0.01):
            first, last = found[-1].first[0] + first[1:], found[-1].last
        twins = sum((p.first, p.last) == (first, last) for p in found)
        slug = fold(f"{first} {last}").replace(" ", "-")
        if twins or make.odds(0.4):
            slug += f"-{make.chance.randrange(16**6):06x}"
        found.append(
            Person(
                start + number, first, last, company, make.chance.choice(_TITLES), f"{slug}",
                f"+331{start + number:08d}", number=str(twins + 1) if twins else "",
            )
        )  # fmt: skip
    return found


def _shared_rows(make: _Maker, company: int, staff: Sequence[Person]) -> Iterator[Row]:
    if not make.odds(0.04) or len(staff) < 3:
        return
    for person in make.chance.sample(staff, 3):
        for local in ("atelier", "info"):
            yield _row(make, person, company) | {"email": f"{local}@{make.domain(company)}"}


def _rows_of(make: _Maker, person: Person, world: World) -> Iterator[Row]:
    """What CRM, network, events and enrichment tell of somebody."""
    told = False
    for company in (person.company, person.before):
        if company is None:
            continue
        email, profile = _email(make, person, company), f"linkedin.com/in/{person.slug}"
        if make.odds(0.55):
            told = True
            row = _row(make, person, company) | {"email": email}
            yield row | ({"phone": person.phone} if make.odds(0.4) else {})
        if make.odds(0.45):
            told = True
            yield _row(make, person, company) | {"linkedin_url": profile}
        if make.odds(0.30):
            told = True
            wrong = make.odds(0.001)
            other = make.chance.choice(world.people) if wrong else person
            address = _email(make, other, other.company) if wrong else email
            yield _row(make, person, company) | {"email": address, "linkedin_url": profile}
        if make.odds(0.35):
            told = True
            yield _event(make, person, company)
    if not told:
        yield _row(make, person, person.company) | {"email": _email(make, person, person.company)}


def _event(make: _Maker, person: Person, company: int) -> Row:
    row = _row(make, person, company)
    if make.odds(0.25):
        return row
    if make.odds(0.15):
        local = fold(f"{person.first} {person.last}").replace(" ", ".") + str(person.id % 90 + 10)
        return row | {"email": f"{local}@gmail.com"}
    return row | {"email": _email(make, person, company)}


def _email(make: _Maker, person: Person, company: int) -> str:
    first, last = fold(person.first).replace(" ", ""), fold(person.last).replace(" ", "")
    pattern = (f"{first}.{last}", f"{first[0]}.{last}", f"{first[0]}{last}")[company % 3]
    if make.odds(0.06):
        pattern = f"{first}.{last}" if company % 3 else f"{first[0]}.{last}"
    domain = make.domain(company)
    if make.odds(0.02):
        domain = domain.replace(".example", "-group.example")
    address = f"{pattern}{person.number}@{domain}"
    if make.mailboxes.setdefault(address, person.id) != person.id:
        return f"{first}.{last}{person.id % 90 + 10}@{domain}"
    return address


def _row(make: _Maker, person: Person, company: int) -> Row:
    first, last = _written(make, person)
    said = make.chance.choice(_TITLES) if make.odds(0.2) else person.title
    title = {"title": said} if make.odds(0.6) else {}
    if make.odds(0.5):
        return {
            "truth": person.id,
            "name": f"{first} {last}",
            "company": _called(make, company),
        } | title
    return {
        "truth": person.id, "first_name": first, "last_name": last, "company": _called(make, company),
        **({"domain": make.domain(company)} if make.odds(0.7) else {}), **title,
    }  # fmt: skip


def _called(make: _Maker, company: int) -> str:
    name = make.company(company) + make.chance.choice(_FORMS)
    return name.upper() if make.odds(0.1) else name


def _written(make: _Maker, person: Person) -> tuple[str, str]:
    first, last = person.first, person.last
    if make.odds(0.05):
        full = fold(first)
        forms = [form for line in make.short if line[0] == full for form in line[1:]]
        first = make.chance.choice(forms).capitalize() if forms else first
    elif make.odds(0.03):
        first = f"{first[0]}."
    if make.odds(0.04):
        last = last.split("-")[0]
    if make.odds(0.04):
        first, last = (
            (slip(make.chance, first), last) if make.odds(0.4) else (first, slip(make.chance, last))
        )
    if make.odds(0.10):
        first, last = (fold(part).title() for part in (first, last))
    if make.odds(0.10):
        last = last.upper()
    return (last, first) if make.odds(0.03) else (first, last)


def slip(chance: random.Random, word: str) -> str:
    """One letter too many, too few, wrong, or two swapped."""
    if len(word) < 4:
        return word
    at, letter = chance.randrange(1, len(word) - 1), chance.choice("aeinorst")
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
