"""Names that are one name, and names that are two."""

import pytest

from prospector.resolve.comparing.names import Alike, Name, alike, name_of, spells

CLAIRE = ("Claire", "Durand-Petit")


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        (("Claire", "Durand"), ("CLAIRE", "Durand"), Alike.SAME),
        (("Jean-Pierre", "Lévy"), ("jeanpierre", "Levy"), Alike.SAME),
        (("Claire", "Durand"), ("Durand", "Claire"), Alike.SWAPPED),
        (("Robert", "Quileroand"), ("Bob", "Quileroand"), Alike.SHORT_FORM),
        (("Claire", "Durand"), ("C.", "Durand"), Alike.INITIAL),
        (("Claire", "Quileroand"), ("Claire", "Quilerand"), Alike.MISSPELT),
        (("Claire", "Quileroand"), ("Calire", "Quileroand"), Alike.MISSPELT),
        (CLAIRE, ("Claire", "Durand"), Alike.SHORTER),
        (("Marie Line", "Durand"), ("Marie", "Durand"), Alike.SHORTER),
        (("Claire", "Durand"), ("Claude", "Durand"), None),
        (("Paul", "Martin"), ("Paul", "Marin"), Alike.MISSPELT),
        (("Anna", "Roy"), ("Anna", "Ray"), None),
        (("Claire", "Durand"), ("B.", "Durand"), None),
        (("Claire", ""), ("Claire", "Durand"), None),
        (("Simon", "Martin"), ("Simone", "Marton"), Alike.MISSPELT),
        (("Marc", "Durand"), ("Mark", "Durand"), None),
    ],
)
def test_it_tells_how_names_are_alike(
    one: tuple[str, str], other: tuple[str, str], how: Alike | None
) -> None:
    assert alike(name_of(*one), name_of(*other)) is how
    assert alike(name_of(*other), name_of(*one)) is how


@pytest.mark.parametrize(
    "address",
    ["claire.durand", "c.durand", "cdurand", "durandc", "durand-claire", "claire.durand2"],
)
def test_it_reads_a_name_in_an_address(address: str) -> None:
    assert spells(f"{address}@acme.example", Name("claire", "durand"))


@pytest.mark.parametrize("address", ["claire", "durand", "b.durand", "sales", "claire.dupont"])
def test_it_reads_no_name_where_there_is_none(address: str) -> None:
    assert not spells(f"{address}@acme.example", Name("claire", "durand"))
    assert not spells("claire.durand@acme.example", Name("claire", ""))


def test_it_keeps_the_words_of_a_name_but_no_initials() -> None:
    assert name_of("Jean P.", "de Lévy").words == {"jean", "de", "levy"}
