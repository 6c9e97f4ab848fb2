"""Our own JSON, as programs post or write it: the generic record, with `lead` and `account` nested or not."""

from prospector.collect.profile import Profile

PROFILE = Profile(
    name="prospector",
    help="the generic record as JSON; `lead` and `account` may be objects in it",
    # JSON numbers have a decimal point; which comes first, day or month, is still asked.
    locale="en",
)
