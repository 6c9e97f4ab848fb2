"""A Lever job board (JSON): one job posted per item. The board does not say whose it is."""

from prospector.collect.profile import Profile, aliases, keys, signature, when

PROFILE = Profile(
    name="lever",
    help="job board of Lever (JSON list of postings); say whose with --set domain=…",
    signatures=(
        signature(
            "hostedUrl", "text", "categories.team; categories.location; categories.commitment"
        ),
        signature("hostedUrl", "applyUrl", "text"),
    ),
    aliases=aliases(
        external_id="id",
        subject="text",
        url="hostedUrl",
        occurred_at="createdAt",
        text="descriptionPlain; descriptionBodyPlain; description",
        topic="categories.team; categories.department",
        attribute="categories.department; categories.location; categories.commitment; categories.allLocations; country; workplaceType",
    ),
    ignored=keys(
        "applyUrl; lists.text; lists.content; additional; additionalPlain; opening; openingPlain;"
        " descriptionBody; salaryRange.min; salaryRange.max; salaryRange.currency;"
        " salaryRange.interval; salaryDescription; salaryDescriptionPlain"
    ),
    kinds=(when("job_posted"),),
    locale="en-us",
    wants={"domain": "whose board it is: --set domain=acme.example"},
    markup=frozenset({"text"}),
)
