"""Run migrations on the connection that `store.migrate` holds the lock with."""

from alembic import context
from sqlmodel import SQLModel

import prospector.tables  # noqa: F401 - fills the metadata


def run() -> None:
    """Configure alembic for our connection; the caller commits."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        transactional_ddl=False,  # the caller's transaction spans every step
        compare_type=True,
    )
    context.run_migrations()


run()
