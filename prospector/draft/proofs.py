"""Choose the proof nearest to a company: agreed, still valid, in the reader's language."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from prospector.rules.models import Proof
from prospector.text import fold


class Reader(NamedTuple):
    """What decides which proof is near."""

    segment: str
    industry: str | None
    employees: int | None
    language: str


def nearest(proofs: Iterable[Proof], reader: Reader, today: date) -> Proof | None:
    """The nearest of the proofs that may be cited; ties go to the first in the file.

    A proof of another sector than the company's is never near; one of another size is, but less
    so than any other.
    """
    citable = [proof for proof in proofs if _may_be_cited(proof, reader, today)]
    return max(citable, key=lambda proof: _nearness(proof, reader), default=None)


def claim(proof: Proof, language: str) -> str | None:
    """The claim in a language; a French message cites no English claim."""
    return proof.claim.fr if language == "fr" else proof.claim.en


def _may_be_cited(proof: Proof, reader: Reader, today: date) -> bool:
    return (
        proof.agreed
        and proof.valid_until >= today
        and bool(claim(proof, reader.language))
        and (not proof.segments or reader.segment in proof.segments)
        and _same_sector(proof, reader.industry) is not False
    )


def _nearness(proof: Proof, reader: Reader) -> tuple[bool, bool, bool]:
    sized = proof.employees_min is not None or proof.employees_max is not None
    fits = _in_range(proof, reader.employees)
    return (
        fits is not False,
        _same_sector(proof, reader.industry) is True,
        reader.segment in proof.segments or (sized and fits is True),
    )


def _same_sector(proof: Proof, industry: str | None) -> bool | None:
    """None = the proof is for every sector, or the company's is unknown."""
    if not proof.industries or not industry:
        return None
    theirs = fold(industry)
    return any((own := fold(each)) in theirs or theirs in own for each in proof.industries)


def _in_range(proof: Proof, employees: int | None) -> bool | None:
    if employees is None:
        return None
    least = proof.employees_min if proof.employees_min is not None else 0
    most = proof.employees_max if proof.employees_max is not None else employees
    return least <= employees <= most
