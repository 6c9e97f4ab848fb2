"""Show customers by recency, frequency and money: champions, loyal, at risk, dormant, lost, new."""

from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import click

from prospector.cli._shared import console, emit_json, json_option, story, with_app
from prospector.cli._words import Words, words

if TYPE_CHECKING:
    from rich.table import Table

    from prospector.app import App
    from prospector.segment.buyers import Buyers

#: Buyers listed on the screen; --csv and --json have all.
LISTED = 50
COLUMNS = (
    "segment",
    "name",
    "domain",
    "account",
    "lead",
    "r",
    "f",
    "m",
    "recency_days",
    "frequency",
    "monetary",
    "currency",
    "trend",
)


@click.command()
@click.option(
    "--kinds", metavar="KIND,…", help="Count these kinds of signals instead of the rules'."
)
@click.option("--segment", metavar="NAME", help="List the buyers of this name only.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the whole list as CSV.")
@json_option
@with_app
def command(
    app: "App", *, kinds: str | None, segment: str | None, as_csv: bool, as_json: bool
) -> None:
    """Show every buyer by recency, frequency and money, and what the buyers of each name come to.

    What counts as a purchase, which money and the cuts for few buyers: `rfm:` in grades.yaml.
    """
    from prospector.segment.buyers import buyers

    found = buyers(
        app.database,
        app.ruleset,
        now=app.now,
        known_at=app.known_at,
        kinds=_kinds(app, kinds),
    )
    rows = list(_rows(found, _name(segment)))
    if as_json:
        emit_json(_result(found, rows))
    elif as_csv:
        click.echo(_sheet(rows), nl=False)
    else:
        _print(words(app), found, rows)


def _kinds(app: "App", given: str | None) -> list[str]:
    from prospector.errors import UsageError
    from prospector.rules.schema import did_you_mean

    asked = [kind.strip() for kind in (given or "").split(",") if kind.strip()]
    known = set(app.ruleset.signals.kinds)
    for kind in asked:
        if kind not in known:
            raise UsageError(f"--kinds: unknown kind {kind!r}{did_you_mean(kind, known)}")
    return asked


def _name(given: str | None) -> str | None:
    from prospector.errors import UsageError
    from prospector.rules.fields import RFM_SEGMENTS

    if given is not None and given not in RFM_SEGMENTS:
        raise UsageError(f"--segment {given!r}: say one of {', '.join(RFM_SEGMENTS)}")
    return given


def _rows(found: "Buyers", segment: str | None) -> Iterator[dict[str, Any]]:
    # Any: a JSON object.
    for row in found.rows.iter_rows(named=True):
        if segment in (None, row["segment"]):
            own = {"account": None, "lead": None, row["whose"]: row["buyer"]}
            told = {**row, **own, "currency": _upper(row["currency"])}
            yield {name: told[name] for name in COLUMNS}


def _upper(currency: str | None) -> str | None:
    return currency and currency.upper()


def _result(found: "Buyers", rows: list[dict[str, Any]]) -> dict[str, Any]:
    from prospector.engine.rfm import LEAST_BUYERS

    return {
        "as_of": found.as_of,
        "known_at": found.known_at,
        "kinds": list(found.rule.kinds),
        "monetary": found.rule.monetary,
        "currency": _upper(found.cuts.currency),
        "buyers": found.rows.height,
        "cuts": {
            "by": "quintiles" if found.rows.height >= LEAST_BUYERS else "rules",
            **found.cuts.told(),
        },
        "left_out": found.left_out,
        "segments": list(found.sums),
        "list": rows,
    }


def _sheet(rows: Iterable[dict[str, Any]]) -> str:
    import csv
    import io

    from prospector.export.spreadsheet import safe

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(
            [safe(value) if isinstance(value, str) else value for value in row.values()]
        )
    return out.getvalue()


def _print(say: Words, found: "Buyers", rows: list[dict[str, Any]]) -> None:
    if not found.rows.height:
        click.echo(say("rfm.nobody", kinds=", ".join(found.rule.kinds)))
        return
    out = console()
    out.print("\n".join(wrap(_heading(say, found), out.width)))
    out.print()
    out.print(_sums(say, found))
    out.print()
    out.print(_list(say, rows[:LISTED]))
    if len(rows) > LISTED:
        story(say("rfm.first", listed=LISTED, all=len(rows)))
    if found.left_out:
        story(say("rfm.left_out", count=found.left_out))


def _heading(say: Words, found: "Buyers") -> str:
    from prospector.engine.rfm import LEAST_BUYERS

    many = found.rows.height >= LEAST_BUYERS
    return say(
        "rfm.heading",
        buyers=say.count(found.rows.height, "buyer"),
        kinds=", ".join(found.rule.kinds),
        at=f"{found.as_of:%Y-%m-%d %H:%M}",
        money=say(f"rfm.{found.rule.monetary}"),
        currency=_upper(found.cuts.currency) or say("rfm.no_currency"),
        by=say("rfm.quintiles") if many else say("rfm.cuts", least=LEAST_BUYERS),
    )


def _sums(say: Words, found: "Buyers") -> "Table":
    from rich.table import Table

    table = Table(say("segment"), box=None, pad_edge=False)
    for name in ("buyers", "share", "money", "of_all", "median", "purchases", "trend"):
        table.add_column(say(f"rfm.{name}"), justify="right")
    for one in found.sums:
        table.add_row(
            say(f"rfm.{one.segment}"),
            str(one.buyers),
            f"{one.share:.0%}",
            say.money(one.money),
            "" if one.money_share is None else f"{one.money_share:.0%}",
            "" if one.recency_days is None else f"{one.recency_days:.0f}",
            str(one.purchases),
            _trend(one.trend),
        )
    return table


def _list(say: Words, rows: list[dict[str, Any]]) -> "Table":
    from rich.table import Table

    table = Table(say("segment"), say("rfm.buyer"), "R F M", box=None, pad_edge=False)
    for name in ("days", "purchases", "money", "trend"):
        table.add_column(say(f"rfm.{name}"), justify="right")
    for row in rows:
        who = f"account {row['account']}" if row["account"] else f"lead {row['lead']}"
        money = say.money(row["monetary"])
        table.add_row(
            say(f"rfm.{row['segment']}"),
            row["name"] or row["domain"] or who,
            f"{row['r']} {row['f']} {row['m'] or '?'}",
            f"{row['recency_days']:.0f}",
            str(row["frequency"]),
            f"{money} {row['currency']}" if money and row["currency"] else money,
            _trend(row["trend"]),
        )
    return table


def _trend(value: float | None) -> str:
    return "" if value is None else f"{value:+.0%}"
