"""Reactions and comments on LinkedIn posts by HarvestAPI (JSON items, or the CSV of the same).

A reaction has no date and may name its person by an opaque id; the post's own author is nobody's
signal.
"""

from prospector.collect.profile import Profile, aliases, keys, signature, when

PROFILE = Profile(
    name="harvestapi",
    help="reactions and comments on LinkedIn posts, as HarvestAPI's JSON or CSV; the post's author is left out",
    signatures=(
        signature("actor.linkedinUrl", "postId", "reactionType; commentary"),
        signature("actor.linkedinUrl", "postId", "id"),
    ),
    aliases=aliases(
        external_id="id",
        linkedin_url="actor.linkedinUrl",
        name="actor.name",
        title="actor.position",
        subject="postId",
        text="commentary",
        url="linkedinUrl",
        occurred_at="createdAt; createdAtTimestamp",
        attribute="reactionType; actor.id",
    ),
    ignored=keys(
        "type; actor.pictureUrl; actor.author; numComments; numShares; reactionTypeCounts.type;"
        " reactionTypeCounts.count; pinned; edited; query.post; actor.type"
    ),
    kinds=(
        when(None, "actor.author", "true"),
        when("post_commented", "commentary"),
        when("post_liked"),
    ),
    accumulates=True,
)
