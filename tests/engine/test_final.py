"""Rows are made final: named, folded and typed."""

import polars as pl

from prospector.engine.final import final, source
from prospector.rules.models import SignalsFile

CATALOGUE = SignalsFile.model_validate(
    {"kinds": {}, "fields": {"rank": {"entity": "signal", "type": "number"}}}
)


def test_it_finds_a_fields_column_in_the_rows() -> None:
    assert source("signal.subject") == "subject_folded"
    assert source("lead.title") == "title"
    assert source("signal.rank") == "attributes.rank"


def test_it_folds_types_and_names_columns() -> None:
    told = pl.DataFrame(
        {
            "id": [1, 2],
            "kind": ["post_liked", None],
            "feed": ["Web-Likers", "crm"],
            "subject_folded": ["sales", ""],
            "attributes.rank": ["1 000,5", "high"],
            "tools": ['["HubSpot", "-"]', None],
        }
    )
    names = ["signal.kind", "signal.feed", "signal.subject", "signal.rank", "account.tools"]
    assert final(CATALOGUE, told, ["id"], names).to_dict(as_series=False) == {
        "id": [1, 2],
        "kind": ["post liked", None],
        "feed_folded": ["web likers", "crm"],
        "subject": ["sales", None],
        "attribute_rank": [1000.5, None],
        "tools": [["hubspot"], None],
    }
