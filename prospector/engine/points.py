"""Points as whole nano-points: convert, round, clip and show them (ADR 0005)."""

from decimal import ROUND_HALF_UP, Decimal

#: Nano-points in one point.
NANO = 1_000_000_000
#: The full scale of fit and of intent.
FULL = 100 * NANO
#: Engines read a literal from here on as 64 bits; a cast would have to be planned.
_WIDE = 2**32
#: Nano-points in the one decimal that people see.
TENTH = NANO // 10


def nano(points: float) -> int:
    """Points as people write them, in nano-points."""
    return half_away(Decimal(repr(float(points))) * NANO)


def points(value: int) -> float:
    """Nano-points as the number of points that prints with at most nine decimals."""
    return value / NANO


def half_away(value: float | Decimal) -> int:
    """The nearest whole number; a half goes away from zero."""
    return int(Decimal(value).quantize(Decimal(1), ROUND_HALF_UP))


def clip(value: int, cap: float | None) -> int:
    """Keep a sum between minus and plus its cap; no cap = no clip."""
    if cap is None:
        return value
    limit = nano(cap)
    return max(-limit, min(limit, value))


def on_scale(value: int, full: int) -> int:
    """A part of `full` on the scale of 100 points, computed as the engine does."""
    return half_away(value / full * FULL)


def shown(value: int) -> str:
    """Points as people see them: one decimal, a half away from zero."""
    tenths = half_away(Decimal(value) / TENTH)
    return f"{tenths / 10:.1f}"


def clip_sql(text: str, cap: float | None) -> str:
    """The SQL text of `clip`."""
    if cap is None:
        return text
    limit = nano(cap)
    return f"greatest({whole(-limit)}, least({whole(limit)}, {text}))"


def sum_sql(text: str) -> str:
    """The exact sum of whole numbers: engines widen sums, points fit a BIGINT."""
    return f"CAST(coalesce(sum({text}), 0) AS BIGINT)"


def round_sql(text: str) -> str:
    """The SQL text of `half_away` over doubles."""
    return f"CAST(round({text}) AS BIGINT)"


def on_scale_sql(text: str, full: int) -> str:
    """The SQL text of `on_scale`, clipped to the scale first."""
    clipped = f"greatest({whole(0)}, least({whole(full)}, {text}))"
    return round_sql(f"CAST({clipped} AS DOUBLE) / {double(full)} * {double(FULL)}")


def tenths_sql(text: str) -> str:
    """A number that is not negative, rounded to tenths as people see it, in nano-points."""
    return f"(({text} + {whole(TENTH // 2)}) // {whole(TENTH)} * {whole(TENTH)})"


def whole(value: int) -> str:
    """A whole number as a SQL literal wide enough for sums: engines take a small bare one as 32 bits."""
    return f"CAST({value} AS BIGINT)" if abs(value) < _WIDE else f"({value})"


def double(value: float) -> str:
    """A number as a SQL double, digit for digit."""
    text = repr(float(value))
    return text if "e" in text else f"{text}e0"
