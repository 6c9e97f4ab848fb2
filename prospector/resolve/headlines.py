"""What to make of the company a headline names: a link where it is clear, a suggestion always."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from prospector.identifiers import company_key
from prospector.resolve.columns import BY_HEADLINE
from prospector.resolve.fields import GUESS
from prospector.resolve.matches import HEADLINE, Match
from prospector.text import fold


class Named(NamedTuple):
    """The keys of the companies a headline names."""

    guessed: str | None
    #: Our own name, standing elsewhere in the headline.
    own: str | None


class Guess(NamedTuple):
    """A lead whose headline names a company, and the account the lead has now."""

    lead_id: int
    account_id: int | None
    #: Whether the lead has its account by an earlier guess only.
    by_headline: bool
    company: str | None
    keys: Named


class Verdict(NamedTuple):
    """The accounts leads belong to by headline, and the matches to put before people."""

    #: Lead → account to link (None = unlink), where it differs from now.
    links: dict[int, int | None]
    matches: list[Match]


def named(company: str | None, title: str | None, own: str | None) -> Named:
    """The company a headline guesses at, and whether it holds our own name besides."""
    key = company_key(company) if company else None
    says_own = own and own != key and f" {own} " in f" {fold(title or '')} "
    return Named(key, own if says_own else None)


# Any: a source map is a JSON object.
def sourced(sources: Mapping[str, Any], account_id: int | None) -> dict[str, Any]:
    """A lead's source map once its account is a guess (or no longer is)."""
    kept = {field: source for field, source in sources.items() if field != "account_id"}
    if account_id is None:
        return kept
    seen_in = sources.get(f"attributes.{GUESS}") or sources.get("title") or {}
    return kept | {"account_id": {**seen_in, "from": BY_HEADLINE}}


def judge(
    guesses: Iterable[Guess],
    accounts: Mapping[str, Collection[int]],
    refused: Collection[tuple[int, int]],
) -> Verdict:
    """Link a lead without another company to the one account its headline guesses at.

    `accounts` are those known by each company key. Of several none is linked, but each is
    suggested, so that one of them being a customer holds the lead. A `refused` match (lead, account)
    stays refused.
    """
    verdict = Verdict({}, [])
    for guess in guesses:
        if guess.account_id is not None and not guess.by_headline:
            continue
        guessed, own = guess.keys
        likely = _matches(guess, accounts.get(guessed or "", ()), guess.company, refused)
        others = _matches(guess, accounts.get(own or "", ()), "us", refused)
        link = likely[0].other_account_id if len(likely) == 1 and not others else None
        if link != guess.account_id:
            verdict.links[guess.lead_id] = link
        verdict.matches.extend(likely + others)
    return verdict


def _matches(
    guess: Guess, accounts: Collection[int], whom: str | None, refused: Collection[tuple[int, int]]
) -> list[Match]:
    return [
        Match(guess.lead_id, None, account, f"headline names {whom}", HEADLINE)
        for account in sorted(accounts)
        if (guess.lead_id, account) not in refused
    ]
