"""Tasks: the dated to-dos that moves set off."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select, update

from prospector.store import leads
from prospector.tables import Account, Json, Lead, Task


@dataclass(frozen=True)
class OpenTask:
    """A to-do that nobody has done yet: of whom, what, until when."""

    task: int
    lead: int
    who: str
    account: str | None
    #: As the lead's or the company's owner column says it; None = nobody's.
    owner: str | None
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
        owner=lead.owner or (account.owner if account else None),
        what=task.what,
        due_on=task.due_on,
        made_on=task.made_on,
        set_off=task.set_off,
        from_segment=task.from_segment,
        to_segment=task.to_segment,
    )


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
