"""Measure, print the table, keep it in benchmarks/results/.

`python -m benchmarks [imports resolve …] [--rows 1000000]`: some of the figures, at another size.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

from rich.console import Console
from rich.table import Table

from benchmarks import (
    backtest,
    compute,
    identity,
    imports,
    rescore,
    resolve,
    rules,
    spark,
    startup,
    webhooks,
    whatif,
    whole,
)
from prospector.rules.loader import load_ruleset

RESULTS = Path(__file__).parent / "results"
MODULES = (
    startup,
    imports,
    resolve,
    rescore,
    compute,
    backtest,
    rules,
    identity,
    webhooks,
    whole,
    whatif,
    spark,
)
#: Those that say shares of right decisions, rates and waits instead of CPU seconds.
IN_LINES = (compute, identity, webhooks, whole, whatif, spark)


def main() -> None:
    """Every figure, as CPU seconds and as a ratio to its limit."""
    ruleset = load_ruleset(Path(__file__).parent.parent / "rules")
    table = Table("what", "CPU s", "limit", "CPU s", "ratio", box=None, pad_edge=False)
    kept = []
    wanted = _wanted()
    for module in wanted:
        if module in IN_LINES:
            continue
        for figure in module.figures(ruleset):
            table.add_row(
                figure.what,
                f"{figure.ours:.2f}",
                figure.limit_is,
                f"{figure.limit:.2f}",
                f"{figure.ratio:.1f}",
            )
            kept.append({**asdict(figure), "ratio": figure.ratio})
    if table.row_count:
        Console().print(table)
    for module in IN_LINES:
        if module in wanted:
            print("\n".join(module.lines(ruleset)))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "latest.json").write_text(json.dumps(kept, indent=2), encoding="utf-8")


def _wanted() -> list[ModuleType]:
    known = {module.__name__.rpartition(".")[2]: module for module in MODULES}
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    parser.add_argument("--rows", type=int, help="rows of the import (1000000 takes minutes)")
    said = parser.parse_args()
    if not set(said.names) <= set(known):
        parser.error(f"choose among {', '.join(known)}")
    imports.ROWS = said.rows or imports.ROWS
    whole.ROWS = whatif.ROWS = said.rows or whole.ROWS
    return [module for name, module in known.items() if name in said.names or not said.names]


main()
