"""Rules work: their own tests, and what a changed rule would change."""

from collections.abc import Iterator
from dataclasses import replace

from benchmarks.figures import Figure, cpu
from prospector.rules.loader import load_texts
from prospector.rules.ruleset import Ruleset
from prospector.score.examples import run_examples

TESTS = 200


def figures(ruleset: Ruleset) -> Iterator[Figure]:
    """CPU of 200 tests, compiling included, beside that of reading the rules they test."""
    with cpu() as read:
        load_texts("rules", ruleset.texts)
    told = _with_tests(ruleset)
    with cpu() as spent:
        results = run_examples(told)
    if len(results) != TESTS or not all(result.passed for result in results):
        raise AssertionError(f"{len(results)} tests ran, not all of them passed")
    yield Figure(f"rules test, {TESTS} tests", spent.seconds, "read rules/", read.seconds)


def _with_tests(ruleset: Ruleset) -> Ruleset:
    """The same rules with so many tests; a version of its own, so that nothing compiled is kept."""
    others = sum(
        len(one.tests) for one in (ruleset.fit, ruleset.grades, ruleset.segments, ruleset.signals)
    )
    own = ruleset.intent.tests
    wanted = (own * TESTS)[: TESTS - others]
    intent = ruleset.intent.model_copy(update={"tests": wanted})
    return replace(ruleset, intent=intent, version=f"{ruleset.version} tested")
