"""Signals of lemlist's Signal Agents, by their type.

A type we have no kind for becomes a reject that names it: add a kind to rules/signals.yaml and
replay, or leave it.
"""

import re
from collections.abc import Iterator

from prospector.collect.hooks import shaping
from prospector.collect.hooks.shaping import Values
from prospector.collect.profile import Profile

#: Type → kind and whose subject it is; those that depend on more are read below.
_KINDS = {
    "companyIsHiring": "job_posted",
    "recruitmentCampaign": "job_posted",
    "companyRaisedFunds": "funding_raised",
    "jobChange": "job_changed",
    "promotion": "job_changed",
    "newHire": "executive_hired",
    "companyFollowers": "page_followed",
    "technologyChange": "tool_adopted",
}
#: What somebody did with a post, whoever's it is.
_DEEDS = {
    "like": "post_liked",
    "reaction": "post_liked",
    "comment": "post_commented",
    "post": "post_shared",
}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _records(item: Values) -> Iterator[dict[str, object]]:
    """The signal as a record of the person and company it names."""
    type_, data = str(item.get("type")), shaping.inside(item, "signalData")
    contact, company = shaping.inside(item, "contact"), shaping.inside(item, "company")
    yield shaping.record(
        **_deed(type_, data),
        external_id=item.get("_id"),
        email=shaping.address(contact.get("email")),
        phone=contact.get("phone"),
        linkedin_url=contact.get("linkedinUrl"),
        first_name=contact.get("firstName"),
        last_name=contact.get("lastName"),
        title=contact.get("jobTitle"),
        company=shaping.text(company.get("name"), data.get("technologyChangeCompanyName")),
        domain=shaping.text(company.get("domain"), data.get("technologyChangeCompanyDomain")),
        industry=company.get("industry"),
        agent=item.get("watchListName"),
    ) | {"occurred_at": _when(data) or item.get("receivedAt")}


def _deed(type_: str, data: Values) -> dict[str, object]:
    if type_ in (
        "competitorReactions",
        "linkedinPeopleProfile",
        "linkedinKeywords",
        "linkedinCompanyProfile",
    ):
        return _with_post(type_, data)
    if type_ == "companyEmployeeVisitedMyWebsite":
        return shaping.page(shaping.text(data.get("websiteVisited")))
    found: dict[str, object] = {"kind": _KINDS.get(type_, _HUMP.sub("_", type_).lower())}
    if found["kind"] == "job_posted":
        found |= {
            "subject": data.get("jobTitle"),
            "url": data.get("jobUrl"),
            "text": data.get("jobDescription"),
        }
    elif found["kind"] == "funding_raised":
        found |= {"amount": data.get("fundingAmountUsd"), "url": data.get("fundingSourceUrl")}
        found |= {"subject": data.get("fundingStage"), "currency": "USD"}
    elif found["kind"] == "tool_adopted":
        found |= {"subject": data.get("technologyChangeName")}
    elif type_ == "promotion":
        found |= {"subject": data.get("promotionJobTitle")}
    elif type_ == "companyFollowers":
        found |= {"url": data.get("trackedCompanyUrl")}
    return found


def _with_post(type_: str, data: Values) -> dict[str, object]:
    said = data.get("competitorReactionsEngagementType") or data.get(f"{type_}Type")
    return {
        "kind": _DEEDS.get(str(said).lower(), f"linkedin_{said}"),
        "subject": data.get(f"{type_}PostUrl"),
        "subject_of": "competitor" if type_ == "competitorReactions" else "other",
        "topic": data.get("linkedinKeywordsMatchedKeywords"),
        "text": data.get(f"{type_}MentionContent"),
    }


def _when(data: Values) -> str | None:
    """The day it happened, where the signal says it; else the day it was found."""
    return shaping.text(
        data.get("competitorReactionsDate"),
        data.get("linkedinPeopleProfileDate"),
        data.get("linkedinCompanyProfileDate"),
        data.get("linkedinKeywordsDate"),
        data.get("startDate"),
        data.get("promotionStartDate"),
        data.get("technologyChangeFirstSeenAt"),
    )


PROFILE = Profile(
    name="lemlist-signals",
    help="signals of lemlist's Signal Agents (hiring, funding, job changes, visits, reactions)",
    locale="en",
    reshape=_records,
)
