"""An Ashby job board (JSON with `jobs`): one job posted per listed item. The board does not say whose it is."""

from prospector.collect.profile import Profile, aliases, keys, signature, when

PROFILE = Profile(
    name="ashby",
    help="job board of Ashby (JSON with `jobs`); say whose with --set domain=…",
    signatures=(
        signature("jobUrl", "publishedAt", "title"),
        signature("jobUrl", "applyUrl", "title", "isListed"),
    ),
    aliases=aliases(
        external_id="id",
        subject="title",
        url="jobUrl",
        occurred_at="publishedAt",
        text="descriptionPlain; descriptionHtml",
        topic="team; department",
        attribute="department; location; employmentType; workplaceType; isRemote",
    ),
    ignored=keys("applyUrl; isListed; shouldDisplayCompensationOnJobPostings; compensation"),
    kinds=(when(None, "isListed", "false"), when("job_posted")),
    locale="en-us",
    wants={"domain": "whose board it is: --set domain=acme.example"},
    markup=frozenset({"text"}),
)
