"""The ladder that decides who is who."""

import random

import pytest

from prospector.resolve.merging.decisions import NONE, Decision, Decisions
from prospector.resolve.people import (
    SAME_NAME_WHY,
    SAME_PHONE_WHY,
    Known,
    Likely,
    Method,
    People,
    Seen,
    people,
)
from prospector.tables import IdentityKind

CLAIRE, BOB = "claire durand", "bob martin"
E1, E2, ROLE, DESK = 1, 2, 3, 4
P1, P2, F1, F2, N1, N2 = 11, 12, 21, 22, 31, 32
KNOWN = {
    E1: Known(IdentityKind.EMAIL, "claire@acme.example"),
    E2: Known(IdentityKind.EMAIL, "bob@acme.example"),
    ROLE: Known(IdentityKind.EMAIL, "info@acme.example"),
    DESK: Known(IdentityKind.EMAIL, "desk@acme.example"),
    P1: Known(IdentityKind.PROFILE, "linkedin.com/in/claire"),
    P2: Known(IdentityKind.PROFILE, "linkedin.com/in/bob"),
    F1: Known(IdentityKind.PHONE, "+33199001234"),
    F2: Known(IdentityKind.PHONE, "+33199005678"),
    N1: Known(IdentityKind.NAME_COMPANY, "claire durand|acme"),
    N2: Known(IdentityKind.NAME_COMPANY, "bob martin|acme"),
}


def ladder(*seen: Seen, alone: tuple[int, ...] = (), decided: Decisions = NONE) -> People:
    """People among the identities that occur."""
    used = {i for s in seen for i in (s.email, s.profile, s.phone, s.name) if i} | set(alone)
    return people(seen, {i: KNOWN[i] for i in used}, alone, decided)


def groups(found: People) -> list[tuple[int, ...]]:
    return [person.identities for person in found.persons]


def test_it_makes_one_person_of_an_address_and_a_profile_in_one_row() -> None:
    found = ladder(Seen(1, email=E1), Seen(2, profile=P1), Seen(3, email=E1, profile=P1))
    assert groups(found) == [(E1, P1)]
    assert found.persons[0].sightings == (1, 2, 3)
    assert found.methods[P1] is Method.SEEN_TOGETHER


def test_it_leaves_people_apart_that_no_row_joins() -> None:
    assert groups(ladder(Seen(1, email=E1, person=CLAIRE), Seen(2, profile=P1, person=CLAIRE))) == [
        (E1,),
        (P1,),
    ]


def test_it_makes_nobody_of_a_functions_address() -> None:
    found = ladder(
        Seen(1, email=ROLE), Seen(2, email=ROLE, profile=P1), Seen(3, email=ROLE, profile=P2)
    )
    assert groups(found) == [(P1,), (P2,)]
    assert found.methods[ROLE] is Method.ROLE_ADDRESS
    assert found.without_email == {1, 2, 3}


def test_it_lets_a_shared_mailbox_join_nobody() -> None:
    found = ladder(
        Seen(1, email=DESK, profile=P1, person=CLAIRE), Seen(2, email=DESK, profile=P2, person=BOB)
    )
    assert groups(found) == [(DESK,), (P1,), (P2,)]
    assert found.methods[DESK] is Method.SHARED_MAILBOX
    assert found.shared_mailboxes == {DESK}


def test_it_leaves_a_mailbox_with_the_person_it_spells() -> None:
    found = ladder(
        Seen(1, email=E1, profile=P1, person=CLAIRE),
        Seen(2, email=E1, profile=P2, name=N2, person=BOB),
    )
    assert groups(found) == [(E1, P1), (P2, N2)]
    assert found.without_email == {2}


def test_it_takes_an_address_with_a_crowd_of_profiles_for_a_placeholder() -> None:
    crowd = {100 + n: Known(IdentityKind.PROFILE, f"linkedin.com/in/p{n}") for n in range(7)}
    seen = [Seen(n, email=E1, profile=100 + n) for n in range(7)]
    found = people(seen, {E1: KNOWN[E1], **crowd})
    assert len(found.persons) == 8
    assert found.shared_mailboxes >= {E1}


def test_it_joins_by_phone_only_people_of_one_name() -> None:
    rows = (
        Seen(1, email=E1, phone=F1, person=CLAIRE),
        Seen(2, profile=P1, phone=F1, person=CLAIRE),
    )
    found = ladder(*rows)
    assert groups(found) == [(E1, P1, F1)]
    assert found.methods[F1] is Method.PHONE_AND_NAME
    apart = ladder(rows[0], Seen(2, profile=P1, phone=F1, person=BOB))
    assert groups(apart) == [(E1,), (P1,)]
    assert apart.methods[F1] is Method.PHONE_OF_SEVERAL
    nameless = ladder(rows[0], Seen(2, profile=P1, phone=F1))
    assert groups(nameless) == [(E1,), (P1,)]


def test_it_gives_a_phone_seen_with_one_person_to_that_person() -> None:
    assert groups(ladder(Seen(1, email=E1, phone=F1))) == [(E1, F1)]


def test_it_links_a_phone_alone_only_when_the_names_agree() -> None:
    known = Seen(1, email=E1, phone=F1, person=CLAIRE)
    assert groups(ladder(known, Seen(2, phone=F1, person=CLAIRE))) == [(E1, F1)]
    nameless = ladder(known, Seen(2, phone=F1))
    assert groups(nameless) == [(E1,), (F1,)]
    assert nameless.likely == {Likely(F1, E1, SAME_PHONE_WHY)}


def test_it_gives_rows_of_a_phone_with_strangers_names_to_their_names() -> None:
    found = ladder(
        Seen(1, phone=F1, name=N1, person=CLAIRE),
        Seen(2, phone=F1, name=N2, person=BOB),
        Seen(3, phone=F1),
    )
    assert groups(found) == [(F1,), (N1,), (N2,)]
    assert [person.sightings for person in found.persons] == [(3,), (1,), (2,)]
    assert found.methods[F1] is Method.SHARED_PHONE


def test_it_takes_the_phone_of_a_row_about_a_company_for_the_companys() -> None:
    row = Seen(1, phone=F1, of_company=True)
    found = ladder(row)
    assert groups(found) == []
    assert found.methods[F1] is Method.PHONE_OF_COMPANY
    assert groups(ladder(row._replace(email=ROLE))) == []
    assert groups(ladder(row, Seen(2, email=E1, phone=F1, of_company=True))) == [(E1, F1)]


def test_it_makes_one_person_of_a_name_at_a_company() -> None:
    found = ladder(Seen(1, name=N1, person=CLAIRE), Seen(2, name=N1, person=CLAIRE))
    assert groups(found) == [(N1,)]
    assert found.methods[N1] is Method.NAME_AND_COMPANY


def test_it_lets_a_name_follow_the_one_person_it_came_with() -> None:
    found = ladder(Seen(1, email=E1, name=N1, person=CLAIRE))
    assert groups(found) == [(E1, N1)]
    assert found.methods[N1] is Method.SEEN_WITH


def test_it_never_joins_two_people_by_their_name() -> None:
    found = ladder(
        Seen(1, email=E1, name=N1, person=CLAIRE), Seen(2, profile=P1, name=N1, person=CLAIRE)
    )
    assert groups(found) == [(E1,), (P1,)]
    assert found.methods[N1] is Method.SEVERAL_PEOPLE


def test_it_only_suggests_that_a_name_alone_is_the_person_it_came_with() -> None:
    found = ladder(Seen(1, email=E1, name=N1, person=CLAIRE), Seen(2, name=N1, person=CLAIRE))
    assert groups(found) == [(E1,), (N1,)]
    assert found.likely == {Likely(N1, E1, SAME_NAME_WHY)}


@pytest.mark.parametrize("identity", [E1, P1, F1, N1])
def test_it_makes_a_person_of_what_a_signal_alone_refers_to(identity: int) -> None:
    assert groups(ladder(alone=(identity,))) == [(identity,)]


def test_it_does_not_depend_on_the_order_of_rows() -> None:
    chance = random.Random(1)
    for _ in range(300):
        seen = [
            Seen(
                n,
                email=chance.choice((None, E1, E2, ROLE, DESK)),
                profile=chance.choice((None, None, P1, P2)),
                phone=chance.choice((None, None, F1, F2)),
                name=chance.choice((None, N1, N2)),
                person=chance.choice((None, CLAIRE, BOB)),
            )
            for n in range(1, chance.randint(2, 8))
        ]
        expected = ladder(*seen)
        assert ladder(*chance.sample(seen, len(seen))) == expected
        assert ladder(*seen, *[s._replace(id=s.id + 50) for s in seen]).methods == expected.methods


def test_it_joins_whom_somebody_joined_last_of_all() -> None:
    join = Decisions([Decision(1, frozenset({E1}), frozenset({P1}))])
    found = ladder(Seen(1, email=E1), Seen(2, profile=P1), decided=join)
    assert groups(found) == [(E1, P1)]
    assert found.methods[P1] is Method.BY_HAND
    # A phone is judged as if nobody had: taking the merge back changes nothing else.
    rows = Seen(1, email=E1, phone=F1, person=CLAIRE), Seen(2, profile=P1, phone=F1)
    assert groups(ladder(*rows, decided=join)) == [(E1, P1)]
    assert ladder(*rows, decided=join).methods[F1] is Method.PHONE_OF_SEVERAL


def test_it_keeps_apart_whom_somebody_parted() -> None:
    cut = Decisions([Decision(1, frozenset({E1}), frozenset({P1}), apart=True)])
    found = ladder(Seen(1, email=E1, profile=P1, name=N1, person=CLAIRE), decided=cut)
    assert groups(found) == [(E1,), (P1, N1)]
    assert found.without_email == {1}
    phones = (
        Seen(1, email=E1, phone=F1, person=CLAIRE),
        Seen(2, profile=P1, phone=F1, person=CLAIRE),
    )
    assert groups(ladder(*phones, decided=cut)) == [(E1,), (P1,)]
