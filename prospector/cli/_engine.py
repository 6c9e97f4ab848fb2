"""What computes scores: the options of every verb that scores all leads, and what they mean."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from prospector.cli._shared import story
from prospector.errors import UsageError

if TYPE_CHECKING:
    from prospector.score import Scorer

Command = TypeVar("Command", bound=Callable[..., Any])


def engine_options(command: Command) -> Command:
    """Add --engine and --master."""
    master = click.option(
        "--master",
        metavar="URL",
        help="Where Spark runs: spark://host:7077, local[4], … Default: what spark-submit or spark-defaults.conf says, else this machine.",
    )
    engine = click.option(
        "--engine",
        type=click.Choice(["duckdb", "spark"]),
        default="duckdb",
        show_default=True,
        help="What computes scores: this process, or Apache Spark (docs/spark.md).",
    )
    return engine(master(command))


def scorer(engine: str, master: str | None) -> "Scorer | None":
    """What computes scores; None = this process."""
    if engine == "spark":
        from prospector.engine.cluster import Cluster

        return Cluster(master, story).scores
    if master:
        raise UsageError("--master goes with --engine spark")
    return None
