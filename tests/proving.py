"""How many examples a property is tried on: a few in `make test`, many in `make prove`."""

import os

VARIABLE = "PROSPECTOR_TEST_PROVE"  # read by tests only: set by --prove, before tests are imported


def examples(few: int, *, proven: int) -> int:
    """The number for this run."""
    return proven if os.environ.get(VARIABLE) else few
