"""What a merge, or taking one back, did."""

from dataclasses import dataclass

from prospector.store.merges import Kind
from prospector.tables import Relation

#: How the runs of both verbs are called in the run log.
RUN = "merge"


@dataclass(frozen=True)
class MergeReport:
    """A merge that was made, or taken back."""

    merge: int
    kind: Kind
    winner: int
    loser: int
    #: How many ways of being seen changed hands.
    moved: int
    #: Taken back for good: resolve never joins the two again.
    apart: bool = False
    #: What a company was said to be to us, where its two sides differed.
    relation: Relation | None = None
