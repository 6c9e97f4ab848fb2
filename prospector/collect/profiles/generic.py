"""Any table of people, companies or signals whose columns are known by name."""

from prospector.collect.profile import Profile

PROFILE = Profile(
    name="generic",
    help="columns of the record or names people give them, English or French; else --map FIELD=COLUMN",
)
