"""Connections.csv of LinkedIn's own data export: who we know. It opens with a note."""

from prospector.collect.profile import Profile, aliases, signature

PROFILE = Profile(
    name="linkedin-connections",
    help="Connections.csv of LinkedIn's own data export (the note above its header is skipped)",
    signatures=(signature("Connected On", "First Name", "Company; Position"),),
    aliases=aliases(linkedin_url="URL", title="Position", attribute="Connected On"),
    locale="en",
)
