"""Measure, print the table, keep it in benchmarks/results/."""

import json
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import imports, rescore, resolve, startup
from prospector.rules.loader import load_ruleset

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Every figure, as CPU seconds and as a ratio to its limit."""
    ruleset = load_ruleset(Path(__file__).parent.parent / "rules")
    table = Table("what", "CPU s", "limit", "CPU s", "ratio", box=None, pad_edge=False)
    kept = []
    for module in (startup, imports, resolve, rescore):
        for figure in module.figures(ruleset):
            table.add_row(
                figure.what,
                f"{figure.ours:.2f}",
                figure.limit_is,
                f"{figure.limit:.2f}",
                f"{figure.ratio:.1f}",
            )
            kept.append({**asdict(figure), "ratio": figure.ratio})
    Console().print(table)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "latest.json").write_text(json.dumps(kept, indent=2), encoding="utf-8")


main()
