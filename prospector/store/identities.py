"""Identities: the ways people were seen, and the lead each was resolved to."""

from sqlmodel import Session, col, or_, select

from prospector.tables import Identity, IdentityKind


def lead_of(session: Session, kind: IdentityKind, value: str) -> int | None:
    """The lead an identity was resolved to."""
    return session.exec(
        select(Identity.lead_id).where(Identity.kind == kind, Identity.value == value)
    ).first()


def starting_with(session: Session, start: str, *, limit: int = 200) -> list[str]:
    """E-mail addresses and profiles of leads that begin like a text."""
    found = session.exec(
        select(Identity.value)
        .where(
            col(Identity.lead_id).is_not(None),
            or_(
                col(Identity.value).startswith(start, autoescape=True),
                col(Identity.value).startswith(f"linkedin.com/in/{start}", autoescape=True),
            ),
            col(Identity.kind).in_((IdentityKind.EMAIL, IdentityKind.PROFILE)),
        )
        .order_by(col(Identity.value))
        .limit(limit)
    )
    return list(found)
