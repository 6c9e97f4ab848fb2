"""Whose queue a lead belongs to: its owner's, else one SDR for all people of an account."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from prospector.rules.models import PolicyFile, Sdr
from prospector.text import fold


class Ownership(NamedTuple):
    """The SDR a lead belongs to; or the owner's name, when it is none of our SDRs."""

    sdr: Sdr | None
    owner: str | None


class Owned(Protocol):
    """A lead, and whose they and their company are, as the owner columns say it."""

    @property
    def lead_id(self) -> int:
        """The lead."""

    @property
    def account_id(self) -> int | None:
        """The company they work for."""

    @property
    def owner(self) -> str | None:
        """Whose the lead is."""

    @property
    def account_owner(self) -> str | None:
        """Whose the company is."""


class Desks:
    """The SDRs, found by id, name or e-mail address, and one of them for each account."""

    def __init__(self, policy: PolicyFile, candidates: Iterable[Owned]) -> None:
        self._by_name = {
            fold(name): sdr for sdr in policy.sdrs for name in (sdr.id, sdr.name, sdr.email)
        }
        at_work = [sdr for sdr in policy.sdrs if sdr.capacity > 0]
        self._sdrs = at_work or policy.sdrs
        self._of_account = self._by_colleagues(candidates)

    def named(self, name: str) -> Sdr | None:
        """The SDR a CRM's owner column means."""
        return self._by_name.get(fold(name))

    def of(self, candidate: Owned) -> Ownership:
        """Who writes to this lead."""
        owner = candidate.owner or candidate.account_owner
        if owner is not None:
            sdr = self.named(owner)
            return Ownership(sdr, None if sdr else owner)
        if candidate.account_id is None:
            return Ownership(pick(self._sdrs, f"lead {candidate.lead_id}"), None)
        known = self._of_account.get(candidate.account_id)
        return Ownership(known or pick(self._sdrs, f"account {candidate.account_id}"), None)

    def _by_colleagues(self, candidates: Iterable[Owned]) -> dict[int, Sdr]:
        """The SDR who owns most people of an account, for those of them nobody owns."""
        votes: dict[int, Counter[str]] = {}
        for candidate in candidates:
            if candidate.account_id is None or candidate.account_owner:
                continue
            sdr = self.named(candidate.owner) if candidate.owner else None
            if sdr is not None:
                votes.setdefault(candidate.account_id, Counter())[sdr.id] += 1
        return {
            account: self._by_name[fold(min(count, key=lambda sdr: (-count[sdr], sdr)))]
            for account, count in votes.items()
        }


def pick(sdrs: Sequence[Sdr], key: str) -> Sdr:
    """The same SDR for the same key; a new SDR takes over only a fair share of the keys."""
    return max(sdrs, key=lambda sdr: hashlib.sha256(f"{sdr.id}|{key}".encode()).digest())
