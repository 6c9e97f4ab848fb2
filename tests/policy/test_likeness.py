"""Why two are taken for one, in French."""

import pytest

from prospector.policy.likeness import because
from prospector.resolve.comparing.evidence import Evidence, weigh
from prospector.resolve.comparing.names import Alike
from prospector.resolve.twins import evidence as twins
from prospector.resolve.twins import names


def test_it_has_french_for_all_that_speaks_for_and_against() -> None:
    everything = [*Alike, *Evidence, *names.Alike, *twins.Evidence]
    assert [one.value for one in everything if because.french(one.value) is None] == []


def test_it_tells_a_whole_likeness_again() -> None:
    people = weigh({Alike.SAME, Evidence.SAME_COMPANY, Evidence.MAIL_AND_PROFILE}).reason
    assert because(people, "fr") == "même nom, même entreprise, l'un par e-mail, l'autre par profil"
    but = weigh({Alike.SAME, Evidence.OTHER_COMPANY}).reason
    assert because(but, "fr") == "même nom\xa0; mais une autre entreprise"
    assert because(but, "en") == but


@pytest.mark.parametrize(
    ("reason", "french"),
    [
        ("headline names Acme, Inc", "le titre nomme Acme, Inc"),
        ("their identities were seen together", "leurs identités sont venues ensemble"),
        ("said so", "sur décision"),
        ("met her, same name", "met her, same name"),
        ("vue au salon", "vue au salon"),
    ],
)
def test_it_leaves_what_a_person_typed(reason: str, french: str) -> None:
    assert because(reason, "fr") == french
