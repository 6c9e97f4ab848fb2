"""Lists of people exported by Evaboot: UTF-16 and tabs, whatever the file's name says."""

from prospector.collect.profile import Profile, aliases, keys, signature

PROFILE = Profile(
    name="evaboot",
    help="people exported from Sales Navigator by Evaboot (UTF-16, tabs): who they are, not what they did",
    signatures=(
        signature("Sales Navigator URL", "First Name", "Email Status; Matches Filters"),
        signature("Matches Filters", "First Name", "Email Status"),
    ),
    aliases=aliases(
        title="Current Job; Current Job Title; Job Title; Title",
        attribute="Email Status; Matches Filters; Sales Navigator URL; No Match Reasons",
    ),
    ignored=keys("Profile Picture URL; Picture URL"),
)
