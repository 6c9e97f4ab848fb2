"""Entries of an RSS or Atom feed, as `syndication` writes them: one signal each."""

from prospector.collect.profile import Profile, aliases, signature

PROFILE = Profile(
    name="rss",
    help="entries of an RSS or Atom feed; say what they are with kind: and whose with set: {domain: …}",
    signatures=(signature("title", "link", "published", "summary", "id"),),
    aliases=aliases(
        external_id="id",
        subject="title",
        url="link",
        occurred_at="published",
        text="summary",
        attribute="author; tags",
    ),
    wants={"domain": "whose news they are: set: {domain: acme.example}"},
    markup=frozenset({"text"}),
)
