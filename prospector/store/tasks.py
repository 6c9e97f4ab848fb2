"""Tasks: the dated to-dos that moves set off."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, select, update

from prospector.columns import Json
from prospector.store import leads
from prospector.tables import Account, Lead, Task


class Owned(NamedTuple):
    """A lead, and whose they and their company are, as the owner columns say it."""

    lead_id: int
    account_id: int | None
    owner: str | None
    account_owner: str | None


@dataclass(frozen=True)
class OpenTask:
    """A to-do that nobody has done yet: of whom, what, until when."""

    task: int
    lead: int
    who: str
    account: str | None
    owned: Owned
    what: Json
    due_on: date
    made_on: date
    set_off: str
    from_segment: str | None
    to_segment: str | None


def to_do(session: Session) -> list[OpenTask]:
    """Every task that is not done, the most urgent first; merged leads are who they are now."""
    statement = (
        select(Task).where(col(Task.done_at).is_(None)).order_by(col(Task.due_on), col(Task.id))
    )
    found = []
    for task in session.exec(statement):
        lead = leads.current(session, task.lead_id)
        if lead is not None:
            account = session.get(Account, lead.account_id) if lead.account_id else None
            found.append(_open(task, lead, account))
    return found


def _open(task: Task, lead: Lead, account: Account | None) -> OpenTask:
    name = " ".join(filter(None, (lead.first_name, lead.last_name)))
    return OpenTask(
        task=task.id or 0,
        lead=lead.id or 0,
        who=name or lead.email or lead.linkedin_url or f"lead {lead.id}",
        account=(account.spoken_name or account.name or account.domain) if account else None,
        owned=Owned(lead.id or 0, lead.account_id, lead.owner, account.owner if account else None),
        what=task.what,
        due_on=task.due_on,
        made_on=task.made_on,
        set_off=task.set_off,
        from_segment=task.from_segment,
        to_segment=task.to_segment,
    )


def colleagues(session: Session, account_ids: Collection[int]) -> list[Owned]:
    """The people somebody owns at some companies."""
    statement = (
        select(Lead.id, Lead.account_id, Lead.owner, Account.owner)
        .join(Account, col(Account.id) == col(Lead.account_id))
        .where(
            col(Lead.account_id).in_(account_ids),
            col(Lead.owner).is_not(None),
            col(Lead.merged_into).is_(None),
        )
    )
    return [Owned(lead or 0, *of) for lead, *of in session.exec(statement)]


def finish(session: Session, ids: Collection[int], *, by: str, now: datetime) -> list[int]:
    """Tick tasks off; returns those that were open until now."""
    done = []
    for task_id in sorted(set(ids)):
        ticked = session.exec(
            update(Task)
            .where(col(Task.id) == task_id, col(Task.done_at).is_(None))
            .values(done_at=now, done_by=by)
        )
        if ticked.rowcount == 1:
            done.append(task_id)
    return done
