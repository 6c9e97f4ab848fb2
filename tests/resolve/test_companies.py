"""Which domains and names are one company."""

from prospector.resolve.companies import Companies, Known, Method, Pair, companies
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
