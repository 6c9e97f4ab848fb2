"""Contacts with English and French labels."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_reads_french_labels_from_a_french_excel(database: Database, *, bless: bool) -> None:
    golden.check(database, "hubspot_fr.csv", bless=bless)


def test_it_reads_english_labels(database: Database, *, bless: bool) -> None:
    golden.check(database, "hubspot_en.csv", bless=bless)


def test_it_takes_opt_outs_and_last_contacts_from_their_columns(
    database: Database, *, bless: bool
) -> None:
    golden.check(database, "hubspot_contacted.csv", bless=bless)
