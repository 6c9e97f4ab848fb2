"""A Greenhouse job board (JSON): one job posted per item. The board does not say whose it is."""

from prospector.collect.profile import Profile, aliases, keys, signature, when

PROFILE = Profile(
    name="greenhouse",
    help="job board of Greenhouse (JSON with `jobs`); say whose with --set domain=…",
    signatures=(
        signature("absolute_url", "internal_job_id; requisition_id", "title"),
        signature("absolute_url", "updated_at", "location.name", "title"),
    ),
    aliases=aliases(
        external_id="id",
        subject="title",
        url="absolute_url",
        occurred_at="first_published; updated_at",
        text="content",
        company="company_name",
        topic="departments.name",
        attribute="internal_job_id; requisition_id; location.name; language; offices.name",
    ),
    ignored=keys(
        "metadata; data_compliance; departments; offices; departments.id; departments.parent_id; offices.id"
    ),
    kinds=(when("job_posted"),),
    locale="en-us",
    wants={"domain": "whose board it is: --set domain=acme.example"},
    markup=frozenset({"text"}),
)
