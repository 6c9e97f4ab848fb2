"""The shape of every file in `rules/`: unknown keys are refused, every field says what it means."""

from prospector.rules.models.acting import CapRule as CapRule
from prospector.rules.models.acting import CoolDown as CoolDown
from prospector.rules.models.acting import Persona as Persona
from prospector.rules.models.acting import PolicyFile as PolicyFile
from prospector.rules.models.acting import Sdr as Sdr
from prospector.rules.models.acting import SegmentCap as SegmentCap
from prospector.rules.models.acting import SegmentRule as SegmentRule
from prospector.rules.models.acting import SegmentsFile as SegmentsFile
from prospector.rules.models.acting import Step as Step
from prospector.rules.models.base import Condition as Condition
from prospector.rules.models.base import Days as Days
from prospector.rules.models.base import Decay as Decay
from prospector.rules.models.base import Example as Example
from prospector.rules.models.base import HalfLife as HalfLife
from prospector.rules.models.base import Language as Language
from prospector.rules.models.base import LocalText as LocalText
from prospector.rules.models.base import Model as Model
from prospector.rules.models.base import Scope as Scope
from prospector.rules.models.base import Slug as Slug
from prospector.rules.models.base import Text as Text
from prospector.rules.models.base import ValueType as ValueType
from prospector.rules.models.base import say as say
from prospector.rules.models.company import CompanyFile as CompanyFile
from prospector.rules.models.company import Proof as Proof
from prospector.rules.models.company import ProofsFile as ProofsFile
from prospector.rules.models.company import Sender as Sender
from prospector.rules.models.feeds import CatchUp as CatchUp
from prospector.rules.models.feeds import CollectorName as CollectorName
from prospector.rules.models.feeds import FeedRule as FeedRule
from prospector.rules.models.feeds import FeedsFile as FeedsFile
from prospector.rules.models.feeds import Hook as Hook
from prospector.rules.models.feeds import HookBody as HookBody
from prospector.rules.models.feeds import HookMode as HookMode
from prospector.rules.models.feeds import Paging as Paging
from prospector.rules.models.feeds import Schedule as Schedule
from prospector.rules.models.leaving_alone import CountryRule as CountryRule
from prospector.rules.models.leaving_alone import Quiet as Quiet
from prospector.rules.models.leaving_alone import QuietHours as QuietHours
from prospector.rules.models.moving import RfmCuts as RfmCuts
from prospector.rules.models.moving import RfmRule as RfmRule
from prospector.rules.models.moving import SurgeRule as SurgeRule
from prospector.rules.models.scoring import AttributeField as AttributeField
from prospector.rules.models.scoring import FitCuts as FitCuts
from prospector.rules.models.scoring import FitFile as FitFile
from prospector.rules.models.scoring import FitGroup as FitGroup
from prospector.rules.models.scoring import FitProfile as FitProfile
from prospector.rules.models.scoring import FitRule as FitRule
from prospector.rules.models.scoring import GradesFile as GradesFile
from prospector.rules.models.scoring import IntentCuts as IntentCuts
from prospector.rules.models.scoring import IntentDefaults as IntentDefaults
from prospector.rules.models.scoring import IntentFile as IntentFile
from prospector.rules.models.scoring import IntentGroup as IntentGroup
from prospector.rules.models.scoring import IntentRule as IntentRule
from prospector.rules.models.scoring import KindRule as KindRule
from prospector.rules.models.scoring import SignalsFile as SignalsFile

#: The files of `rules/`, by stem; every one but proofs and feeds must exist.
FILES: dict[str, type[Model]] = {
    "company": CompanyFile,
    "proofs": ProofsFile,
    "feeds": FeedsFile,
    "signals": SignalsFile,
    "fit": FitFile,
    "intent": IntentFile,
    "grades": GradesFile,
    "segments": SegmentsFile,
    "policy": PolicyFile,
}
#: The files that decide a score: their parsed content makes the score version.
SCORING = ("signals", "fit", "intent", "grades", "segments")
