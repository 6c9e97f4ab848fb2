"""Which accounts are worth comparing."""

import math
import random
from collections.abc import Iterable
from itertools import combinations

import polars as pl

from prospector.resolve.twins import evidence
from prospector.resolve.twins.evidence import WEIGHTS, Card, Evidence, likely
from prospector.resolve.twins.names import Alike
from prospector.resolve.twins.pairs import pairs

_SYLLABLES = ("ver", "na", "liq", "glo", "bex", "ini", "tech", "mar", "tin")
_MORE = ("conseil", "group", "lyon", "france", "nord", "12")
_SCHEMA = {"word": pl.String, "account": pl.Int64, "domain": pl.String, "city": pl.String}


def shared(cards: Iterable[Card]) -> pl.DataFrame:
    rows = [(word, c.account_id, c.domain, c.city) for c in cards for word in c.words]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def company(chance: random.Random, number: int) -> Card:
    """A company much like others: names of few syllables, slips, few cities, some without a domain."""
    name = "".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3, 3, 4))))
    if chance.random() < 0.3:
        place = chance.randrange(len(name))
        name = name[:place] + chance.choice("aeqk") + name[place + 1 :]
    full = " ".join([name, *chance.choices(_MORE, k=chance.choice((0, 0, 1, 2)))])
    label = chance.choice((name, full.replace(" ", "-"), full.replace(" ", ""), "holding"))
    domain = f"{label}.{chance.choice(('example', 'fr', 'com'))}" if chance.random() < 0.8 else None
    names = frozenset({full}) if domain is None or chance.random() < 0.8 else frozenset[str]()
    return Card(number, names, domain, chance.choice((None, "Lyon", "LYON", "Nantes")))


def test_it_leaves_out_nothing_that_could_be_suggested() -> None:
    chance = random.Random(4)
    cards = {n: company(chance, n) for n in range(260)}
    every = [
        (one, other)
        for one, other in combinations(cards.values(), 2)
        if not one.words.isdisjoint(other.words)
    ]
    kept = pairs(shared(cards.values()), cards)
    assert likely((cards[one], cards[other]) for one, other in kept) == likely(every)
    assert len(likely(every)) > 100
    assert len(kept) < len(every)


def test_it_lets_unlike_domains_outweigh_every_name() -> None:
    most = evidence.BASE + WEIGHTS[Evidence.SAME_CITY]
    surest = most + max(WEIGHTS[each] for each in Alike) + WEIGHTS[Evidence.OTHER_DOMAINS]
    slip = evidence.BASE + WEIGHTS[Alike.MISSPELT] + WEIGHTS[Evidence.ALIKE_LABELS]
    two_slips = most + WEIGHTS[Alike.TWO_SLIPS] + WEIGHTS[Evidence.ALIKE_LABELS]
    for total in (surest, slip, two_slips):
        assert 1 / (1 + math.exp(-total)) < evidence.WORTHWHILE - 0.005


def test_it_pairs_a_slip_of_the_pen_in_one_city() -> None:
    one, other = (
        Card(n, frozenset({name}), f"{name}.example", city)
        for n, (name, city) in enumerate((("vernaliq", "Lyon"), ("vernalik", "LYON")))
    )
    assert pairs(shared([one, other]), [0]) == [(0, 1)]
    assert likely([(one, other)])
    assert pairs(shared([one, other._replace(city=None)]), [0]) == []


def test_it_pairs_those_that_are_fresh_with_all_others() -> None:
    names = ("vernaliq", "vernaliq", "vernaliq")
    cards = [Card(n, frozenset({name}), None) for n, name in enumerate(names)]
    assert pairs(shared(cards), [1]) == [(0, 1), (1, 2)]
    assert pairs(shared(cards), []) == []
    assert pairs(shared([]), [1]) == []
