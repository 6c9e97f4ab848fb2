"""Every collector feeds.yaml may name is there, under its name, with a sort of file we know."""

from prospector.collect import registry as profiles
from prospector.collect.collectors.registry import COLLECTORS
from prospector.rules.models import CollectorName


def test_it_has_every_collector_that_fetches() -> None:
    assert set(COLLECTORS) == set(CollectorName) - {CollectorName.FILE, CollectorName.HOOK}
    assert {name.value for name in COLLECTORS} == {one.name for one in COLLECTORS.values()}


def test_it_names_sorts_of_files_that_exist() -> None:
    assert {one.profile for one in COLLECTORS.values()} <= {None, *profiles.PROFILES}
