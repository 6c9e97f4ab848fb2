"""A small segmentation table to show."""

from typing import Any

from prospector.rates import rate
from prospector.segment.table.kpi import Kpi
from prospector.segment.table.rows import Counts, Row, Table
from tests.stories import NOW


def a_row(**more: Any) -> Row:
    texts: dict[str, Any] = {
        "segment": "hot",
        "label": "Hot <b>",
        "purpose": "win back",
        "company": "Bakeries & mills",
        "decision_maker": "A director",
        "wants": "peace",
        "pains": "breakdowns",
        "fears": "=1+1",
        "expects": "a date",
        "approach": "slowly",
        "cycle": "2 months",
        "steps": "e-mail",
        "counts": Counts(60, 12, 0.75),
        "kpi": Kpi(50, rate(5, 50), rate(1, 50), rate(0, 50)),
    }
    return Row(**{**texts, **more})


def a_table(language: str = "en", **more: Any) -> Table:
    return Table(NOW, language, "Acme", (a_row(**more),))
