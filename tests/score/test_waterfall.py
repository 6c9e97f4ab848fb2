"""Waterfalls: every bar begins where the last one ended, and the last one ends at the score."""

from prospector.engine.points import NANO
from prospector.score.parts import IntentPart
from prospector.score.traits import FitPart
from prospector.score.waterfall import Bar, fit_bars, intent_bars


def part(rule: str, points: int, group: str | None = None) -> IntentPart:
    return IntentPart(points * NANO, f"why {rule}", rule=rule, group=group, signal=1)


def cap(name: str, points: int, rule: str | None = None, group: str | None = None) -> IntentPart:
    return IntentPart(points * NANO, f"at most {name}", rule=rule, group=group, cap=name)


def shape(bars: list[Bar]) -> list[tuple[str, int, int]]:
    return [(bar.name, bar.start // NANO, bar.end // NANO) for bar in bars]


def test_it_sums_signals_by_rule_and_puts_ceilings_where_they_bind() -> None:
    parts = [
        part("attended", 60),
        part("liked", 20, "engagement"),
        part("liked", 20, "engagement"),
        part("commented", 15, "engagement"),
        part("left", -30),
        cap("liked", -10, rule="liked", group="engagement"),
        cap("engagement", -5, group="engagement"),
        cap("total", -10),
    ]
    bars = intent_bars(parts)
    assert shape(bars) == [
        ("attended", 0, 60),
        ("liked", 60, 100),
        ("liked", 100, 90),
        ("commented", 90, 105),
        ("engagement", 105, 100),
        ("left", 100, 70),
        ("total", 70, 60),
    ]
    assert [bar.parts for bar in bars] == [(0,), (1, 2), (5,), (3,), (6,), (4,), (7,)]
    assert [bar.name for bar in bars if bar.cap] == ["liked", "engagement", "total"]
    assert bars[1].as_json() == {
        "name": "liked",
        "group": "engagement",
        "why": "why liked",
        "cap": False,
        "points": 40.0,
        "from": 60.0,
        "to": 100.0,
        "parts": [1, 2],
    }


def test_it_shows_traits_that_count_and_their_ceilings() -> None:
    parts = [
        FitPart(60 * NANO, "mid-size", rule="mid", group="size", holds=True),
        FitPart(0, "large", rule="large", group="size", holds=False),
        FitPart(50 * NANO, "boss", rule="boss", group="role", holds=True),
        FitPart(-10 * NANO, "at most", group="role", cap="role"),
    ]
    assert shape(fit_bars(parts)) == [("mid", 0, 60), ("boss", 60, 110), ("role", 110, 100)]


def test_it_has_no_bars_for_nothing() -> None:
    assert intent_bars([]) == []
    assert fit_bars([]) == []
