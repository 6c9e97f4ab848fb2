"""Job postings of TheirStack (JSON): a job somebody posted, and the tools its text names.

What a recruiting agency posts says nothing about the agency.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from prospector.collect.profile import Profile, signature

#: Our field ← theirs, of the company.
_COMPANY = {
    "company": "name",
    "domain": "domain",
    "industry": "industry",
    "employees": "employee_count",
    "revenue": "annual_revenue_usd",
    "city": "city",
}


def _records(job: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The posting as a record; none for an agency's."""
    company = job.get("company_object") or {}
    if company.get("is_recruiting_agency"):
        return
    found = {field: company.get(name) for field, name in _COMPANY.items()}
    found["company"] = found["company"] or job.get("company")
    found["domain"] = found["domain"] or job.get("company_domain")
    yield {
        "kind": "job_posted",
        "external_id": str(job["id"]),
        "occurred_at": job.get("date_posted") or job.get("discovered_at"),
        "subject": job.get("job_title"),
        "url": job.get("final_url") or job.get("url"),
        "text": job.get("description"),
        "seniority_wanted": job.get("seniority"),
        "location": job.get("location"),
        "tools": company.get("technology_slugs") or job.get("technology_slugs") or None,
        "account": {name: value for name, value in found.items() if value is not None},
    }


PROFILE = Profile(
    name="theirstack",
    help="job postings of TheirStack (JSON): jobs posted, tools in use; recruiting agencies are left out",
    signatures=(
        signature("job_title", "date_posted", "company_object.name; company_domain; company"),
    ),
    reshape=_records,
    locale="en-us",
    markup=frozenset({"text"}),
)
