"""People who liked or commented on LinkedIn posts: exports of PhantomBuster and its like.

The profile is in `profileLink` on every row and in `profileUrl` on some; a like has no date. With
"mix" results the file holds the rows of all earlier runs again.
"""

from prospector.collect.profile import Profile, aliases, keys, signature, when

PERSON = (
    "profileLink; profileUrl; profile_url; linkedinUrl; linkedin_url; linkedin; linkedin profile url;"
    " linkedin profile; profile; url_profile; profile link; url du profil; profil; profil linkedin;"
    " lien du profil; personLinkedinUrl"
)
POST = (
    "postUrl; post_url; post link; postLink; post; linkedin post url; publication;"
    " url de la publication; url du post; lien du post; postId"
)
COMMENT = "comment; comments; commentText; comment text; commentaire; commentaires; commentContent"

PROFILE = Profile(
    name="post-engagement",
    help="likes and comments on LinkedIn posts (PhantomBuster likers and commenters, lists of profile and post URLs)",
    signatures=(signature(PERSON, POST),),
    aliases=aliases(
        linkedin_url=PERSON,
        subject=POST,
        text=COMMENT,
        url="commentUrl; comment url",
        name="fullName; full name; name; nom complet; nom",
        first_name="firstName; prénom",
        last_name="lastName",
        title="occupation; headline; jobTitle; title; poste; titre",
        company="companyName; company name; company; entreprise; société",
        occurred_at="timestamp; commentDate; commentTimestamp; reactionDate; date; likedAt; commentedAt",
        attribute="reactionType; degree; query; error; category",
    ),
    ignored=keys("hasLiked; hasCommented; profileImageUrl; imgUrl; pictureUrl; scraperProfileId"),
    kinds=(when("post_commented", COMMENT), when("post_liked")),
    accumulates=True,
)
