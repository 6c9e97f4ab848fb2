"""Which fields a condition may read, by where it stands."""

from prospector.rules import fields
from prospector.rules.models import SignalsFile, ValueType

SIGNALS = SignalsFile.model_validate(
    {
        "kinds": {},
        "fields": {
            "plan": {"entity": "signal", "type": "text"},
            "head_count": {"entity": "account", "type": "number"},
        },
    }
)


def test_it_adds_declared_attributes() -> None:
    assert fields.attributes(SIGNALS) == {
        "signal.plan": ValueType.TEXT,
        "account.head_count": ValueType.NUMBER,
    }
    assert fields.intent_fields(SIGNALS).items() >= fields.attributes(SIGNALS).items()


def test_it_shows_signals_to_intent_only() -> None:
    for read in (fields.fit_fields(SIGNALS), fields.segment_fields(SIGNALS)):
        assert "account.head_count" in read
        assert not any(name.startswith("signal.") for name in read)


def test_it_shows_scores_to_segments_only() -> None:
    assert "grade" in fields.segment_fields(SIGNALS)
    assert "grade" not in {**fields.intent_fields(SIGNALS), **fields.fit_fields(SIGNALS)}


def test_it_knows_values_of_known_fields_only() -> None:
    assert set(fields.VALUES) <= {**fields.INTENT, **fields.SEGMENT}.keys()
