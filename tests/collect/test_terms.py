"""What was lost is tried again at once, then later and later, then never."""

from datetime import timedelta

from prospector.collect.terms import Terms
from tests.collect.kit import NOW

MINUTE = timedelta(minutes=1)


def test_it_waits_twice_as_long_after_each_failure_and_gives_up() -> None:
    terms = Terms(attempts=9)
    waits = [terms.after_failure(attempt, NOW) for attempt in range(1, 10)]
    minutes = [(at - NOW) // MINUTE for at in waits if at is not None]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60]
    assert waits[-1] is None


def test_it_tries_again_at_once_what_its_process_took_along() -> None:
    assert Terms().after_death(1, NOW) == NOW
    assert Terms().after_death(2, NOW) == NOW + 2 * MINUTE
    assert Terms().after_death(5, NOW) is None
