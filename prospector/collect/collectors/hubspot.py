"""A HubSpot account: contacts, companies and deals that changed, with their owners and opt-outs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from prospector.collect import answers
from prospector.collect.collector import Answer, Collector, Page, Pull
from prospector.collect.collectors import newest

_HOST = "https://api.hubapi.com/crm"
_SIZE = 100
#: A search answers at most ten thousand; before that it is asked anew from where it is.
_MOST = 9_900
#: The search finds a change some seconds after it: look back a little.
_OVERLAP = timedelta(minutes=2)
#: Object → the property that says when it changed, and what is read of it.
_OBJECTS = {
    "contacts": (
        "lastmodifieddate",
        (
            "email firstname lastname jobtitle phone mobilephone company website city country hs_language"
            " lifecyclestage hubspot_owner_id hs_email_optout hs_email_hard_bounce_reason_enum"
            " notes_last_contacted hs_linkedin_url lastmodifieddate"
        ),
    ),
    "companies": (
        "hs_lastmodifieddate",
        (
            "name domain industry numberofemployees annualrevenue city state country lifecyclestage"
            " hubspot_owner_id hs_lastmodifieddate"
        ),
    ),
    "deals": (
        "hs_lastmodifieddate",
        (
            "dealname dealstage pipeline amount deal_currency_code closedate createdate hs_is_closed"
            " hs_is_closed_won hubspot_owner_id hs_lastmodifieddate"
        ),
    ),
}

#: Our name of a sort ← the webhook's.
_NAMES = {"contact": "contacts", "company": "companies", "deal": "deals"}
#: Stands for contacts whose person asked HubSpot's owner to be erased.
ERASED = "erased"

# Any: values of an object.
Object = Mapping[str, Any]


def _pages(pull: Pull) -> Iterator[Page]:
    """What changed since the last pull, sort by sort, oldest change first."""
    owners = _owners(pull)
    cursor = dict(pull.cursor)
    for sort in _OBJECTS:
        for answer, found in _changed(pull, sort, cursor.get(sort)):
            cursor[sort] = found[-1]["properties"][_OBJECTS[sort][0]]
            whose = _companies_of(pull, found) if sort == "deals" else {}
            items = [_item(one, sort, owners, whose) for one in found]
            yield Page(f"{answer.address} {sort}", newest.content(items), dict(cursor))


def named(items: Iterable[Object]) -> dict[str, list[str]]:
    """The objects that items of HubSpot's webhook name, by their sort; `erased` for those it erased."""
    found: dict[str, dict[str, None]] = {}
    for item in items:
        sort, _, happened = str(item.get("subscriptionType")).partition(".")
        number = str(item.get("objectId"))
        if happened == "privacyDeletion":
            found.setdefault(ERASED, {})[number] = None
        elif sort in _NAMES and happened != "deletion":
            found.setdefault(_NAMES[sort], {})[number] = None
    return {sort: list(numbers) for sort, numbers in found.items()}


def read(pull: Pull, wanted: Mapping[str, Sequence[str]]) -> list[Object]:
    """Objects by their ids, as the pages of this collector have them; what is gone is left out."""
    found: list[Object] = [{"object": ERASED, "id": one} for one in wanted.get(ERASED, ())]
    sorts = [sort for sort in _OBJECTS if wanted.get(sort)]
    owners = _owners(pull) if sorts else {}
    for sort in sorts:
        for start in range(0, len(wanted[sort]), _SIZE):
            asked = {
                "properties": _OBJECTS[sort][1].split(),
                "inputs": [{"id": one} for one in wanted[sort][start : start + _SIZE]],
            }
            answer = _post(pull, f"v3/objects/{sort}/batch/read", asked)
            objects = answers.items_of(answer, "results").whole["results"]
            whose = _companies_of(pull, objects) if sort == "deals" and objects else {}
            found += [_item(one, sort, owners, whose) for one in objects]
    return found


def _changed(pull: Pull, sort: str, since: str | None) -> Iterator[tuple[Answer, Sequence[Object]]]:
    changed, properties = _OBJECTS[sort]
    begin = _earlier(since) if since else None
    after: str | None = None
    while not pull.stopped():
        asked: dict[str, object] = {
            "sorts": [{"propertyName": changed, "direction": "ASCENDING"}],
            "properties": properties.split(),
            "limit": _SIZE,
        }
        if begin:
            newer = {"propertyName": changed, "operator": "GTE", "value": begin}
            asked["filterGroups"] = [{"filters": [newer]}]
        if after:
            asked["after"] = after
        answer = _post(pull, f"v3/objects/{sort}/search", asked)
        found = answers.items_of(answer, "results").whole
        if found["results"]:
            yield answer, found["results"]
        after = ((found.get("paging") or {}).get("next") or {}).get("after")
        if after is None:
            return
        if int(after) >= _MOST:
            begin, after = found["results"][-1]["properties"][changed], None


def _earlier(at: str) -> str:
    return (datetime.fromisoformat(at) - _OVERLAP).isoformat()


def _owners(pull: Pull) -> dict[str, str]:
    """The address of each owner, by id."""
    found: dict[str, str] = {}
    params = {"limit": str(_SIZE)}
    while not pull.stopped():
        answer = pull.client.get(f"{_HOST}/v3/owners", params=params, headers=_key(pull))
        page = answers.items_of(answer, "results").whole
        found |= {str(one["id"]): str(one.get("email") or "") for one in page["results"]}
        after = ((page.get("paging") or {}).get("next") or {}).get("after")
        if after is None:
            break
        params["after"] = str(after)
    return found


def _companies_of(pull: Pull, deals: Sequence[Object]) -> dict[str, Object]:
    """The company of each deal that has one, by the deal's id."""
    asked = {"inputs": [{"id": str(deal["id"])} for deal in deals]}
    answer = _post(pull, "v4/associations/deals/companies/batch/read", asked)
    links = {
        str(one["from"]["id"]): str(one["to"][0]["toObjectId"])
        for one in answers.items_of(answer, "results").whole["results"]
        if one.get("to")
    }
    if not links:
        return {}
    wanted = {
        "properties": ["name", "domain"],
        "inputs": [{"id": company} for company in sorted(set(links.values()))],
    }
    answer = _post(pull, "v3/objects/companies/batch/read", wanted)
    found = {
        str(one["id"]): one["properties"]
        for one in answers.items_of(answer, "results").whole["results"]
    }
    return {deal: found[company] for deal, company in links.items() if company in found}


def _item(one: Object, sort: str, owners: Mapping[str, str], whose: Mapping[str, Object]) -> Object:
    """An object with what its numbers stand for."""
    properties = one["properties"]
    return {
        "object": sort,
        "id": str(one["id"]),
        "properties": properties,
        "owner": owners.get(str(properties.get("hubspot_owner_id"))),
        "company": whose.get(str(one["id"])),
    }


def _post(pull: Pull, path: str, asked: object) -> Answer:
    return pull.client.post(f"{_HOST}/{path}", json=asked, headers=_key(pull))


def _key(pull: Pull) -> Mapping[str, str]:
    return {"authorization": f"Bearer {pull.reveal(pull.rule.auth or '')}"}


COLLECTOR = Collector(
    name="hubspot",
    help="contacts, companies and deals of a HubSpot account that changed, with owners and opt-outs",
    pages=_pages,
    profile="hubspot-crm",
)
