"""The tasks that may be done: those of people who did not object, and whose they are."""

from typing import TYPE_CHECKING, NamedTuple

from prospector.cli._words import words

if TYPE_CHECKING:
    from datetime import date

    from prospector.app import App
    from prospector.store.tasks import OpenTask


class Due(NamedTuple):
    """A task, and whose it is: the SDR who would write to them, or an owner who is none of ours."""

    row: "OpenTask"
    owner: str | None


def to_do(app: "App", owner: str | None = None) -> list[Due]:
    """The open tasks, of one SDR or of all; nobody calls a person who objected."""
    from prospector.policy.ours import objects
    from prospector.policy.owners import Desks
    from prospector.store import suppressions, tasks

    with app.database.read() as session:
        rows = tasks.to_do(session)
        companies = {row.owned.account_id for row in rows if row.owned.account_id is not None}
        desks = Desks(app.ruleset.policy, tasks.colleagues(session, companies))
        closed = suppressions.matching(
            session, key=app.suppression_key, lead_ids={row.lead for row in rows}
        )
    found = []
    for row in rows:
        sdr, other = desks.of(row.owned)
        whose = sdr.id if sdr else other
        if not objects(closed.get(row.lead, ())) and owner in (None, whose):
            found.append(Due(row, whose))
    return found


def counts(app: "App", today: "date") -> dict[str, int]:
    """How many are open, and how many of these are due."""
    found = to_do(app)
    return {"open": len(found), "due": sum(one.row.due_on <= today for one in found)}


def hint(app: "App", today: "date", owner: str | None = None) -> str | None:
    """How many are due, in a line; None = none is."""
    due = sum(one.row.due_on <= today for one in to_do(app, owner))
    if not due:
        return None
    return words(app)("tasks.hint", tasks=words(app).count(due, "task"))
