"""Files a team has in its first hour: a bare likers list and a CRM export, with the truth beside them.

Two different pairs of invented people and companies: rules that were shaped on one fail the other.
"""

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

ANSWERS = """
name: Brindille
site: https://brindille.example
offer:
  en: help industrial teams see their machines' state in one place
  fr: aidons les équipes industrielles à voir l'état de leurs machines en un seul endroit
own_domains: [brindille.example]
postal_address: 12 rue des Tilleuls, 69003 Lyon
sender_name: Alice Moreau
sender_title: Account executive
sender_email: alice@brindille.example
default_language: fr
default_country: FR
integrations: [Trellis ERP]
competitors: [Monocle Factory, Vigie Software]
"""


class Vocabulary(NamedTuple):
    """What one pair of files is made of."""

    first: Sequence[str]
    last: Sequence[str]
    companies: Sequence[str]
    titles: Sequence[str]
    at: str


PAIRS = {
    "industry": Vocabulary(
        first=[
            "Camille",
            "Julien",
            "Inès",
            "Mathieu",
            "Sophie",
            "Karim",
            "Élodie",
            "Benoît",
            "Lucie",
            "Hugo",
            "Nadia",
            "Thierry",
            "Maëlle",
            "Yann",
            "Claire",
        ],
        last=[
            "Garnier",
            "Lefèvre",
            "Benali",
            "Rousseau",
            "Marchand",
            "Perrin",
            "Fontaine",
            "Gauthier",
            "Le Goff",
            "Masson",
            "Noël",
            "Carpentier",
            "Delmas",
            "Vidal",
            "Roussel",
        ],
        companies=[
            "Fromagerie du Val",
            "Usinage Bressan",
            "Salaisons Mercier",
            "Atelier Rhône Métal",
            "Biscuiterie Lorette",
            "Plasturgie Vosges",
            "Conserverie Kerdoal",
            "Fonderies Saulnier",
            "Laiterie des Monts",
            "Embouteillage Garonne",
        ],
        titles=[
            "Directeur technique",
            "Responsable maintenance",
            "Directrice des opérations",
            "Responsable production",
            "Directeur industriel",
            "Chef d'atelier",
            "Directrice d'usine",
            "Responsable qualité",
            "DSI",
            "Acheteur",
        ],
        at="chez",
    ),
    "services": Vocabulary(
        first=[
            "Hannah",
            "Oliver",
            "Priya",
            "Marcus",
            "Elena",
            "Tom",
            "Freya",
            "Daniel",
            "Ingrid",
            "Samir",
            "Nora",
            "Pieter",
            "Chloe",
            "Viktor",
            "Amelia",
        ],
        last=[
            "Whitfield",
            "Jansen",
            "Patel",
            "Brooks",
            "Rossi",
            "Keller",
            "Lindqvist",
            "Murphy",
            "Novak",
            "Haddad",
            "Foster",
            "de Vries",
            "Blake",
            "Ivanov",
            "Hughes",
        ],
        companies=[
            "Northbeam Analytics",
            "Cobalt Freight",
            "Harbour Payroll",
            "Lumen Clinics",
            "Quarry Legal",
            "Tidewater Insurance",
            "Juniper Fintech",
            "Orchard Learning",
            "Basalt Security",
            "Meridian Travel",
        ],
        titles=[
            "Head of Sales",
            "Chief Operating Officer",
            "VP Marketing",
            "Revenue Operations Manager",
            "CTO",
            "Director of IT",
            "Founder & CEO",
            "Sales Development Lead",
            "Finance Director",
            "Office Manager",
        ],
        at="at",
    ),
}


@dataclass
class FirstHour:
    """Two files and who in them must never be written to, by profile URL or e-mail."""

    likers: str
    contacts: str
    forbidden: dict[str, str] = field(default_factory=dict)


def first_hour(pair: str, *, now: datetime) -> FirstHour:
    """400 likers (name, profile, headline, post) and 300 HubSpot contacts with French labels."""
    words, chance = PAIRS[pair], random.Random(pair)
    result = FirstHour("", "")
    companies = _companies(words, chance)
    result.contacts = _contacts(words, companies, chance, result.forbidden)
    result.likers = _likers(words, companies, chance, result.forbidden, now)
    return result


class Company(NamedTuple):
    """An invented company and what it is to us."""

    name: str
    domain: str
    lifecycle: str


def _companies(words: Vocabulary, chance: random.Random) -> list[Company]:
    cities = ["Nord", "Sud", "Est", "Ouest", "Centre", "Lyon", "Europe", "Group"]
    found = []
    for base in words.companies:
        for city in cities:
            name = f"{base} {city}"
            slug = "".join(c for c in name.lower() if c.isascii() and c.isalnum())
            lifecycle = chance.choices(
                ["Client", "Opportunité", "Lead", "Abonné", ""], [10, 5, 40, 25, 20]
            )[0]
            found.append(Company(name, f"{slug}.example", lifecycle))
    return found


def _contacts(
    words: Vocabulary, companies: list[Company], chance: random.Random, forbidden: dict[str, str]
) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            "ID d'enregistrement",
            "Prénom",
            "Nom",
            "Adresse e-mail",
            "Numéro de téléphone",
            "Intitulé du poste",
            "Nom de l'entreprise",
            "Ville",
            "Pays/Région",
            "Phase du cycle de vie",
            "Propriétaire du contact",
            "Date de création",
        ]
    )
    for number in range(300):
        company = companies[number % 60]
        first, last = chance.choice(words.first), chance.choice(words.last)
        email = f"{_slug(first)}.{_slug(last)}{number}@{company.domain}"
        lifecycle = company.lifecycle
        if number % 75 == 0:  # a colleague in the CRM
            email, lifecycle = f"{_slug(first)}{number}@brindille.example", ""
            forbidden[email] = "own staff"
        elif lifecycle in ("Client", "Opportunité"):
            forbidden[email] = lifecycle
        writer.writerow(
            [
                1000 + number,
                first,
                last,
                email,
                "",
                chance.choice(words.titles),
                company.name,
                "Lyon",
                "France",
                lifecycle,
                "",
                "2026-05-0" + str(1 + number % 9),
            ]
        )
    return out.getvalue()


def _likers(
    words: Vocabulary,
    companies: list[Company],
    chance: random.Random,
    forbidden: dict[str, str],
    now: datetime,
) -> str:
    posts = [_post(now - timedelta(days=days, hours=3), days) for days in (2, 5, 9)]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["fullName", "profileUrl", "headline", "postUrl"])
    for number in range(400):
        first, last = chance.choice(words.first), chance.choice(words.last)
        url = f"https://www.linkedin.com/in/{_slug(first)}-{_slug(last)}-{number}"
        company, label = _employer(number, companies, chance)
        if label:
            forbidden[url] = label
        headline = f"{chance.choice(words.titles)} {words.at} {company}"
        writer.writerow([f"{first} {last}", url, headline, posts[number % 3]])
    return out.getvalue()


def _employer(number: int, companies: list[Company], chance: random.Random) -> tuple[str, str]:
    if number % 40 == 0:
        return "Brindille", "own staff"
    if number % 40 == 1:
        return chance.choice(["Monocle Factory", "Vigie Software"]), "competitor"
    if number % 3 == 0:
        known = chance.choice(companies[:60])
        return known.name, known.lifecycle if known.lifecycle in ("Client", "Opportunité") else ""
    return chance.choice(companies[60:]).name, ""


def _post(at: datetime, salt: int) -> str:
    # The upper bits of an activity id are its time in milliseconds.
    return f"https://www.linkedin.com/feed/update/urn:li:activity:{(int(at.timestamp() * 1000) << 22) + salt}/"


def _slug(name: str) -> str:
    plain = name.lower().translate(str.maketrans("éèêëïîôöç", "eeeeiiooc"))
    return "".join(c for c in plain if c.isalnum())
