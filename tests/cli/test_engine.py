"""What computes scores is said by two options."""

import click
import pytest
from click.testing import CliRunner

from prospector.cli._engine import engine_options, scorer
from prospector.engine.cluster import Cluster
from prospector.errors import UsageError


@click.command()
@engine_options
def verb(engine: str, master: str | None) -> None:
    click.echo(f"{engine} {master}")


def test_it_computes_here_unless_told_otherwise() -> None:
    assert CliRunner().invoke(verb, []).output == "duckdb None\n"
    assert scorer("duckdb", None) is None


def test_it_takes_spark_and_where_it_runs() -> None:
    said = CliRunner().invoke(verb, ["--engine", "spark", "--master", "local[2]"])
    assert said.output == "spark local[2]\n"
    made = scorer("spark", "local[2]")
    assert made is not None
    cluster = made.__self__  # type: ignore[attr-defined] # a method of it
    assert isinstance(cluster, Cluster)
    assert cluster.master == "local[2]"


def test_it_takes_an_address_of_spark_for_spark_alone() -> None:
    with pytest.raises(UsageError, match="--master goes with --engine spark"):
        scorer("duckdb", "local[2]")
