"""Canonical keys of people and companies: the same person, however written, has the same key."""

from prospector.identifiers.companies import company_key, spoken_company
from prospector.identifiers.domains import is_freemail, registrable_domain
from prospector.identifiers.emails import email_key, is_role_address
from prospector.identifiers.headlines import split_headline
from prospector.identifiers.people import name_key, split_name, spoken_first_name
from prospector.identifiers.phones import phone_key
from prospector.identifiers.profiles import profile_key

__all__ = [
    "company_key",
    "email_key",
    "is_freemail",
    "is_role_address",
    "name_key",
    "phone_key",
    "profile_key",
    "registrable_domain",
    "split_headline",
    "split_name",
    "spoken_company",
    "spoken_first_name",
]
