"""A whole `rules/` folder, parsed, checked and frozen."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from prospector.rules.models import (
    SCORING,
    CompanyFile,
    FeedsFile,
    FitFile,
    GradesFile,
    IntentFile,
    IntentRule,
    PolicyFile,
    ProofsFile,
    SegmentRule,
    SegmentsFile,
    SignalsFile,
)


@dataclass(frozen=True)
class Ruleset:
    """Everything the rules say. `version` hashes what scores, `policy_version` the policy."""

    company: CompanyFile
    proofs: ProofsFile
    feeds: FeedsFile
    signals: SignalsFile
    fit: FitFile
    intent: IntentFile
    grades: GradesFile
    segments: SegmentsFile
    policy: PolicyFile
    version: str
    policy_version: str
    #: The text of each file by name ("intent.yaml"), stored with the first score that uses it.
    texts: dict[str, str] = field(repr=False)

    @cached_property
    def segments_by_id(self) -> dict[str, SegmentRule]:
        """The segments by id."""
        return {segment.id: segment for segment in self.segments.segments}

    @cached_property
    def outcomes(self) -> frozenset[str]:
        """The kinds that are what came back."""
        return frozenset(name for name, kind in self.signals.kinds.items() if kind.outcome)

    @cached_property
    def intent_by_id(self) -> dict[str, IntentRule]:
        """The intent rules by id."""
        return {rule.id: rule for rule in self.intent.rules}

    def scoring_as(self, other: "Ruleset") -> "Ruleset":
        """These rules, but what scores is another's: that version's files beside today's rest."""
        if other.version == self.version:
            return self
        files = {f"{stem}.yaml" for stem in SCORING}
        rest = {name: text for name, text in self.texts.items() if name not in files}
        scoring = {name: text for name, text in other.texts.items() if name in files}
        return replace(
            self,
            signals=other.signals,
            fit=other.fit,
            intent=other.intent,
            grades=other.grades,
            segments=other.segments,
            version=other.version,
            texts=rest | scoring,
        )
