"""Generated companies whose truth is known, as a CRM, events, a network and enrichment tell of them.

Names are of syllables, 4 % are a family name by 1/rank and a word; of the others 70 % have a word that many bear (Conseil,
Industries …), 15 % a second word of their own, 8 % three words and an acronym. Of the companies, 3 % have a namesake
in another city with another domain, 4 % a subsidiary called by a place, a company of its own, 2 % a
neighbour whose name begins like theirs, 6 % changed their domain (half to another ending, half to
another label), 5 % go by a brand, which is the first word or the acronym, and for one in ten of them a word
nothing tells. 30 % have no website. Of the rows, 60 % have a legal form, 5 % brackets, 10 % capitals, 10 % no accents,
10 % an article or a word that many bear left out, 4 % a slip of the pen, 3 % words written as one;
4 % of those with a city name another one, a site.
A CRM row has name, domain, city and country, an event the name and half the time the city, a network name
and country; enrichment has the domain, and the name half the time. 0.2 % of CRM rows have the domain of another company.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.people import Row, family_name, made_name, slip
from prospector.text import fold

_GENERIC = ("Conseil", "Systems", "Industries", "Group", "Services", "Solutions", "Technologies")
_OWN = ("Médical", "Énergie", "Logistique", "Transport", "Textile", "Aéro", "Marine", "Habitat")
_FORMS = (" SAS", " SARL", " SA", " S.A.S.", " Ltd", " GmbH", " B.V.", " SASU")
_SEATS = (
    ("Paris", "FR"), ("Lyon", "FR"), ("Nantes", "FR"), ("Lille", "FR"), ("Toulouse", "FR"), ("Rennes", "FR"),
    ("London", "GB"), ("Berlin", "DE"), ("Amsterdam", "NL"), ("Bruxelles", "BE"), ("Genève", "CH"),
)  # fmt: skip
_PLACES = ("France", "Deutschland", "UK", "Benelux", "Lyon", "Nantes", "Suisse", "Europe")


@dataclass
class Company:
    """A company, how it is called, and where it is found."""

    id: int
    name: str
    city: str
    country: str
    #: The newest last; none for 30 %.
    domains: Sequence[str] = ()
    brand: str | None = None


def company_world(seed: int, size: int) -> list[Row]:
    """What is told of some companies, shuffled; each row names its company under `truth`."""
    make = _Maker(seed)
    while len(make.companies) < size:
        make.family()
    rows = [row for company in make.companies for row in make.rows_of(company)]
    make.chance.shuffle(rows)
    return rows


class _Maker:
    """Draws a world from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
        self.companies: list[Company] = []
        self.taken: set[str] = set()

    def odds(self, share: float) -> bool:
        return self.chance.random() < share

    def add(self, name: str, seat: tuple[str, str], label: str | None = None) -> Company:
        """A new company with its own domain, or none."""
        city, country = seat
        company = Company(len(self.companies), name, city, country)
        if not self.odds(0.30):
            company.domains = (self.domain(label or name, country),)
        self.companies.append(company)
        return company

    def domain(self, name: str, country: str) -> str:
        """A domain nobody has, that spells the name: whole, hyphenated, or its first word."""
        words = fold(name).split()
        pick = self.chance.random()
        label = "".join(words) if pick < 0.4 else "-".join(words) if pick < 0.7 else words[0]
        endings = [{"GB": "co.uk"}.get(country, country.lower()), "com", "eu", "net", "org", "biz"]
        if self.odds(0.4):
            endings[:2] = reversed(endings[:2])
        for ending in endings:
            if f"{label}.{ending}" not in self.taken:
                break
        self.taken.add(f"{label}.{ending}")
        return f"{label}.{ending}"

    def family(self) -> None:
        """A company, and sometimes those that are taken for it."""
        chance = self.chance
        seat = chance.choice(_SEATS)
        family = self.odds(0.04)
        name = family_name(chance) if family else made_name(chance, 2)
        if self.odds(0.08):
            name = f"{name} {made_name(chance, 2)} {chance.choice(_OWN)}"
        elif self.odds(0.15):
            name = f"{name} {chance.choice(_OWN)}"
        if self.odds(1.0 if family else 0.70):
            name = f"{name} {chance.choice(_GENERIC)}"
        company = self.add(name, seat)
        self.change(company)
        if self.odds(0.03):
            other = chance.choice([each for each in _SEATS if each[0] != seat[0]])
            self.add(name, other, f"{name} {other[0]}")
        if self.odds(0.04):
            place = chance.choice(_PLACES)
            self.add(f"{name} {place}", chance.choice(_SEATS))
        if self.odds(0.02):
            self.add(f"{name.split()[0]} {made_name(chance, 2)}", chance.choice(_SEATS))

    def change(self, company: Company) -> None:
        """Another domain, or a brand, for some."""
        words = company.name.split()
        if company.domains and self.odds(0.06):
            label, _, ending = company.domains[0].partition(".")
            new = f"{label}.{'io' if ending != 'io' else 'com'}"
            if self.odds(0.5):
                new = self.domain(f"{words[0]} Group", company.country)
            self.taken.add(new)
            company.domains = (*company.domains, new)
        if self.odds(0.05) and len(words) > 1:
            acronym = "".join(fold(word)[0] for word in words).upper()
            company.brand = acronym if len(words) > 2 and self.odds(0.5) else words[0]
            if self.odds(0.10):
                company.brand = made_name(self.chance, 2)

    def rows_of(self, company: Company) -> Iterator[Row]:
        """What CRM, event, network and enrichment tell of it."""
        domain = {"domain": self.chance.choice(company.domains)} if company.domains else {}
        told = False
        for source, share in (("crm", 0.6), ("crm", 0.2), ("event", 0.4), ("network", 0.4), ("enrichment", 0.3)):  # fmt: skip
            if not self.odds(share):
                continue
            seat = {"city": company.city, "country": company.country}
            if self.odds(0.04):
                seat["city"] = self.chance.choice(_SEATS)[0]
            named = {"company": self.written(company)}
            if source == "crm":
                row = named | domain | seat
                if domain and self.odds(0.002):
                    others = [each for each in self.companies if each.domains]
                    row["domain"] = self.chance.choice(others).domains[0]
            elif source == "event":
                row = named | ({"city": seat["city"]} if self.odds(0.5) else {})
            elif source == "network":
                row = named | {"country": company.country}
            elif not company.domains:
                continue
            else:
                row = {"domain": self.chance.choice(company.domains)} | (
                    named if self.odds(0.5) else {}
                )
            told = True
            yield {"truth": company.id, **row}
        if not told:
            seat = {"city": company.city, "country": company.country}
            yield {"truth": company.id, "company": company.name} | domain | seat

    def written(self, company: Company) -> str:
        """The name as somebody writes it."""
        name = company.name
        words = name.split()
        if company.brand and self.odds(0.4):
            name = company.brand
        elif self.odds(0.10) and words[-1] in _GENERIC and len(words) > 1:
            name = " ".join(words[:-1])
        elif self.odds(0.03):
            name = "".join(words)
        if self.odds(0.04):
            first, *rest = name.split()
            name = " ".join((slip(self.chance, first), *rest))
        if self.odds(0.10):
            name = fold(name).title()
        if self.odds(0.60):
            name += self.chance.choice(_FORMS)
        if self.odds(0.05):
            name += f" ({company.city})"
        return name.upper() if self.odds(0.10) else name
