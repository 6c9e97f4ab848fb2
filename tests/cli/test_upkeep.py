"""The verbs of upkeep speak both languages, and name nothing that another table names."""

from prospector.cli import _upkeep, _words
from prospector.tables import MergeOrigin, RejectStatus
from tests.cli.test_words import places


def test_it_has_every_word_in_both_languages_with_the_same_places() -> None:
    english, french = _upkeep.WORDS["en"], _upkeep.WORDS["fr"]
    assert english.keys() == french.keys()
    assert [name for name in english if places(english[name]) != places(french[name])] == []
    assert not english.keys() & _words.WORDS["en"].keys()


def test_it_names_what_became_of_rejects_and_who_merged() -> None:
    named = {*(f"rejects.{one}" for one in RejectStatus), *(f"merge.{one}" for one in MergeOrigin)}
    assert named <= _upkeep.WORDS["en"].keys()
