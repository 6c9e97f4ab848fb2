"""May we touch this lead today?  In: leads, scores, segments, what left and what came back.  Out: a plan, and a gate for everybody else."""

from prospector.policy.answer import WhyNot as WhyNot
from prospector.policy.answer import why_not as why_not
from prospector.policy.assess import Assessment as Assessment
from prospector.policy.assess import assess as assess
from prospector.policy.assess import assess_as_if as assess_as_if
from prospector.policy.assess import awake as awake
from prospector.policy.assess import judge_drafts as judge_drafts
from prospector.policy.assess import today as today
from prospector.policy.assess import usage as usage
from prospector.policy.gates import Gate as Gate
from prospector.policy.gates import GateCode as GateCode
from prospector.policy.ours import objection as objection
from prospector.policy.plan import Planned as Planned
from prospector.policy.stage import AbsorbReport as AbsorbReport
from prospector.policy.stage import LeaveReport as LeaveReport
from prospector.policy.stage import SuppressReport as SuppressReport
from prospector.policy.stage import absorb_outcomes as absorb_outcomes
from prospector.policy.stage import let_leave as let_leave
from prospector.policy.stage import suppress as suppress
from prospector.policy.stage import unsuppress as unsuppress
from prospector.store.recall import Recall as Recall
