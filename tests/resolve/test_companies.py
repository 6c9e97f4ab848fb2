"""Which domains and names are one company."""

from prospector.resolve.companies import Companies, Known, Method, Pair, companies
from prospector.resolve.merging.decisions import Decision, Decisions
from prospector.tables import AccountIdentityKind

D1, D2, FREE, N1, N2 = 1, 2, 3, 11, 12
KNOWN = {
    D1: Known(AccountIdentityKind.DOMAIN, "acme.example"),
    D2: Known(AccountIdentityKind.DOMAIN, "globex.example"),
    FREE: Known(AccountIdentityKind.DOMAIN, "gmail.com"),
    N1: Known(AccountIdentityKind.NAME, "acme"),
    N2: Known(AccountIdentityKind.NAME, "acme france"),
}


def found(*pairs: Pair, alone: tuple[int, ...] = (), known: tuple[int, ...] = ()) -> Companies:
    used = {i for pair in pairs for i in pair if i} | set(alone) | set(known)
    return companies(pairs, {i: KNOWN[i] for i in used}, alone)


def test_it_gives_a_name_to_the_only_domain_it_was_seen_with() -> None:
    made = found(Pair(D1, N1), Pair(D1, N2), Pair(None, N1), known=(D2,))
    assert made.groups == [(D1, N1, N2), (D2,)]
    assert made.methods[N1] is Method.ONLY_DOMAIN


def test_it_makes_a_company_of_a_name_without_a_domain() -> None:
    made = found(Pair(None, N1), known=(D1,))
    assert made.groups == [(D1,), (N1,)]
    assert made.methods[N1] is Method.NAME


def test_it_gives_a_name_of_several_domains_to_none_of_them() -> None:
    made = found(Pair(D1, N1), Pair(D2, N1))
    assert made.groups == [(D1,), (D2,)]
    assert made.methods[N1] is Method.SEVERAL_DOMAINS
    assert found(Pair(D1, N1), Pair(D2, N1), Pair(None, N1)).groups == [(D1,), (D2,), (N1,)]
    assert found(Pair(D1, N1), Pair(D2, N1), alone=(N1,)).groups == [(D1,), (D2,), (N1,)]


def test_it_never_makes_a_company_of_free_mail() -> None:
    made = found(Pair(FREE, N1))
    assert made.groups == [(N1,)]
    assert made.methods[FREE] is Method.FREEMAIL


def joined(number: int, kept: int, moved: int, *, apart: bool = False) -> Decision:
    return Decision(number, frozenset({kept}), frozenset({moved}), apart)


def obeyed(*pairs: Pair, decided: tuple[Decision, ...], known: tuple[int, ...] = ()) -> Companies:
    used = {i for pair in pairs for i in pair if i} | set(known)
    return companies(pairs, {i: KNOWN[i] for i in used}, (), Decisions(decided))


def test_it_joins_what_people_joined_and_goes_by_the_domain_of_who_stayed() -> None:
    made = obeyed(Pair(D1, N1), Pair(D2, N2), decided=(joined(1, D2, D1),))
    assert made.groups == [(D2, D1, N1, N2)]
    assert made.faces == {D1: D2}
    assert (made.methods[D1], made.methods[D2]) == (Method.BY_HAND, Method.DOMAIN)


def test_it_judges_nothing_else_by_what_people_joined() -> None:
    made = obeyed(Pair(D1, N1), Pair(D2, N1), Pair(None, N1), decided=(joined(1, D1, D2),))
    assert made.groups == [(D1, D2), (N1,)]
    assert made.methods[N1] is Method.SEVERAL_DOMAINS


def test_it_keeps_a_name_with_the_domain_a_person_gave_it() -> None:
    made = obeyed(Pair(D2, N1), known=(D1,), decided=(joined(1, D1, N1),))
    assert made.groups == [(D1, N1), (D2,)]
    assert made.methods[N1] is Method.BY_HAND
    of_names = obeyed(Pair(D2, N1), Pair(None, N2), decided=(joined(1, N2, N1),))
    assert of_names.groups == [(D2, N1, N2)]
    unknown = obeyed(Pair(D1, N1), known=(D2,), decided=(joined(1, N2, D2),))
    assert unknown.groups == [(D1, N1), (D2,)]


def test_it_keeps_a_name_from_its_only_domain_where_people_do() -> None:
    made = obeyed(Pair(D1, N1), Pair(D1, N2), decided=(joined(1, D1, N1, apart=True),))
    assert made.groups == [(D1, N2), (N1,)]
    assert made.methods[N1] is Method.APART
