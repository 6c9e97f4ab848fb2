"""Who starred a repository: the star, and what the account shows of the person in public.

Only accounts that show an e-mail, a company or a site can be found again; the others are kept as
rejects. Without a key (`auth`), GitHub answers 60 questions an hour, one of them per person.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from prospector.collect import answers
from prospector.collect.collector import Collector, Page, Pull
from prospector.collect.collectors import newest
from prospector.errors import FeedRefused

_HOST = "https://api.github.com"
_SIZE = 100
#: Stars per page of ours: what was asked about people is kept when the questions run out.
_PART = 25
_NOT_FOUND = 404

# Any: values of an account.
Star = Mapping[str, Any]


def _pages(pull: Pull) -> Iterator[Page]:
    """Stars since the last pull, oldest first."""
    # People take stars back, which moves later ones forward: begin a page early, or more.
    number = max(1, int(pull.cursor.get("page", 1)) - 1)
    since = str(pull.cursor.get("since", ""))
    going_back = True
    while not pull.stopped():
        answer = pull.client.get(
            f"{_HOST}/repos/{pull.rule.board}/stargazers",
            params={"per_page": str(_SIZE), "page": str(number)},
            headers={**_key(pull), "accept": "application/vnd.github.star+json"},
        )
        stars = answers.items_of(answer, "").whole
        if going_back and number > 1 and (not stars or str(stars[0].get("starred_at")) > since):
            number -= 1
            continue
        going_back = False
        new = [star for star in stars if str(star.get("starred_at")) >= since]
        for start in range(0, len(new), _PART):
            if pull.stopped():
                return
            part = new[start : start + _PART]
            since = str(part[-1]["starred_at"])
            items = [_item(pull, star) for star in part]
            yield Page(answer.address, newest.content(items), {"page": number, "since": since})
        if len(stars) < _SIZE:
            return
        number += 1


def _item(pull: Pull, star: Star) -> Star:
    """The star as GitHub's webhook tells it, with what the account shows."""
    user = dict(star["user"] or {})
    if "login" in user and user.get("type") != "Bot":
        user |= _shown(pull, str(user["login"]))
    repository = {
        "full_name": pull.rule.board,
        "html_url": f"https://github.com/{pull.rule.board}",
    }
    payload = {"action": "created", "starred_at": star["starred_at"]}
    return {"event": "star", "payload": {**payload, "repository": repository, "sender": user}}


def _shown(pull: Pull, login: str) -> Mapping[str, Any]:
    """What an account shows; nothing, where it was closed after it gave its star."""
    try:
        answer = pull.client.get(f"{_HOST}/users/{login}", headers=_key(pull))
    except FeedRefused as error:
        if error.status == _NOT_FOUND:
            return {}
        raise
    return answers.object_of(answer)


def _key(pull: Pull) -> Mapping[str, str]:
    common = {"x-github-api-version": "2022-11-28", "accept": "application/vnd.github+json"}
    if pull.rule.auth is None:
        return common
    return {**common, "authorization": f"Bearer {pull.reveal(pull.rule.auth)}"}


COLLECTOR = Collector(
    name="github_stars",
    help="stars of a GitHub repository (`board: owner/name`) with what the accounts show in public",
    pages=_pages,
    profile="github-star",
)
