"""The nearest proof that may be cited."""

from datetime import date
from typing import Any

from prospector.draft import proofs
from prospector.draft.proofs import Reader
from prospector.rules.models import Proof

TODAY = date(2026, 11, 16)
READER = Reader("hiring", "Food processing", 120, "en")


def a_proof(proof_id: str, **values: Any) -> Proof:  # Any: as proofs.yaml
    return Proof(
        **{
            "id": proof_id,
            "claim": {"en": f"{proof_id} in English", "fr": f"{proof_id} en français"},
            "valid_until": "2027-01-01",
            "agreed": True,
            **values,
        }
    )


def nearest(*given: Proof, reader: Reader = READER) -> str | None:
    proof = proofs.nearest(given, reader, TODAY)
    return proof.id if proof else None


def test_it_cites_only_what_was_agreed_and_is_valid() -> None:
    assert nearest(a_proof("a", agreed=False)) is None
    assert nearest(a_proof("a", valid_until="2026-11-15")) is None
    assert nearest(a_proof("a", valid_until="2026-11-16")) == "a"


def test_it_cites_no_claim_of_another_language() -> None:
    english = a_proof("a", claim={"en": "only English"})
    assert nearest(english, reader=READER._replace(language="fr")) is None
    assert proofs.claim(a_proof("a"), "fr") == "a en français"


def test_it_leaves_out_proofs_for_other_segments_and_sectors() -> None:
    assert nearest(a_proof("a", segments=["other"])) is None
    assert nearest(a_proof("a", industries=["watches"])) is None


def test_it_prefers_the_same_sector_then_the_segment_s_own() -> None:
    anyone, food = a_proof("anyone"), a_proof("food", industries=["food"])
    own = a_proof("own", segments=["hiring"])
    assert nearest(anyone, own, food) == "food"
    assert nearest(anyone, own) == "own"
    assert nearest(anyone, a_proof("other")) == "anyone"


def test_it_prefers_a_company_of_the_same_size() -> None:
    large = a_proof("large", industries=["food"], employees_min=1000)
    near = a_proof("near", employees_min=50, employees_max=250)
    assert nearest(large, near) == "near"
    assert nearest(large) == "large"


def test_it_takes_any_sector_where_the_company_s_is_unknown() -> None:
    food, anyone = a_proof("food", industries=["food"]), a_proof("anyone")
    unknown = READER._replace(industry=None, employees=None)
    assert nearest(food, anyone, reader=unknown) == "food"
