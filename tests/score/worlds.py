"""Random rules over random worlds, for property tests."""

from typing import Any

from hypothesis import strategies as st

from tests.stories import Story, story

# Any: a story is plain YAML data.
Told = dict[str, Any]

LEADS = ("alice", "bob", "carol", "dave")
ACCOUNTS = ("acme", "globex")
KINDS = ("post_liked", "post_commented", "event_attended", "pricing_visited", "replied")
SUBJECTS = (None, "Post 1", "post 1!", "Post 2")

_ages = st.one_of(
    st.sampled_from([0, 1, 7, 14, 29.5, 30, 90, 180, 180.001, -1]),
    st.floats(0, 200, allow_nan=False).map(lambda age: round(age, 4)),
)
_points = st.one_of(
    st.sampled_from([-20, -1, 0.1, 1, 10, 33.3, 100]),
    st.floats(-100, 100, allow_nan=False).map(lambda points: round(points, 3)),
)
_atoms = st.sampled_from(
    [
        "signal.kind = 'post_liked'",
        "signal.kind in ('post_commented', 'event_attended')",
        "signal.kind = 'pricing_visited'",
        "signal.kind <> 'replied'",
        "signal.kind in ('post_liked', 'post_commented', 'event_attended', 'pricing_visited')",
        "signal.amount > 100",
        "signal.subject = 'Post 1'",
        "signal.subject is null",
    ]
)
_about_people = [
    "lead.seniority = 'director'",
    "not lead.seniority = 'director'",
    "lead.function in ('sales', 'it')",
    "account.employees between 50 and 250",
    "account.employees > 250",
    "account.crm_in_place",
    "has(account.tools, 'HubSpot')",
    "account.country is null",
    "contains(lead.title, 'chief')",
    "account.surge >= 50",
    "account.momentum < 48.5",
]
_counting = [
    "count_signals('post_liked', 30) >= 2",
    "days_since('event_attended') <= 30",
    "distinct_people('post_liked', 90) >= 2",
]


def _joined(parts: list[str], words: list[str]) -> str:
    text = parts[0]
    for part, word in zip(parts[1:], words, strict=False):
        text = f"({text}) {word} {part}"
    return text


def _conditions(atoms: st.SearchStrategy[str], others: list[str]) -> st.SearchStrategy[str]:
    more: st.SearchStrategy[list[str]] = st.one_of(
        st.just([]), st.lists(st.sampled_from(others), max_size=2)
    )
    words = st.lists(st.sampled_from(["and", "and", "or"]), min_size=2, max_size=2)
    return st.builds(lambda atom, rest, how: _joined([atom, *rest], how), atoms, more, words)


_half_lives = st.one_of(st.none(), st.just("never"), st.sampled_from([7, 14, 30.5]))


@st.composite
def _intent(draw: st.DrawFn) -> Told:
    rules = []
    for index in range(draw(st.integers(1, 4))):
        optional = {
            "group": draw(st.sampled_from([None, "g", "h"])),
            "half_life": draw(_half_lives),
            "decay": draw(st.sampled_from([None, "exponential", "linear", "step"])),
            "redundancy": draw(st.sampled_from([None, 1, 0.5, 0.3])),
            "cap": draw(st.sampled_from([None, 5, 40.5])),
            "horizon": draw(st.sampled_from([None, 29.5, 90])),
        }
        rules.append(
            {
                "id": f"rule-{index}",
                "when": draw(_conditions(_atoms, _about_people + _counting)),
                "points": draw(_points),
                "scope": draw(st.sampled_from(["lead", "account"])),
                "share": draw(st.sampled_from([1, 0.5, 0.3, 0])),
                **{key: value for key, value in optional.items() if value is not None},
            }
        )
    return {
        "surge": draw(st.sampled_from([{}, {"people": 1}, {"kinds": ["post_liked"]}])),
        "defaults": {"half_life": 14, "redundancy": draw(st.sampled_from([0.5, 0.7, 1]))},
        "groups": {"g": {"cap": draw(st.sampled_from([10, 35.25]))}, "h": {}},
        "rules": rules,
    }


@st.composite
def _fit(draw: st.DrawFn) -> Told:
    profiles = []
    conditions = _conditions(st.sampled_from(_about_people), _about_people)
    for number in range(draw(st.integers(1, 2))):
        groups = []
        for place in range(draw(st.integers(1, 3))):
            rules = [
                {
                    "id": f"p{number}-g{place}-r{index}",
                    "when": draw(conditions),
                    "points": draw(_points) if index else abs(draw(_points)) + 1,
                    "disqualify": draw(st.integers(0, 9)) == 0,
                }
                for index in range(draw(st.integers(1, 3)))
            ]
            group = {
                "id": f"g{place}",
                "rules": rules,
                "pick": draw(st.sampled_from(["best", "sum"])),
            }
            if group["pick"] == "sum" and draw(st.booleans()):
                group["cap"] = draw(st.sampled_from([1, 20.5]))
            groups.append(group)
        profiles.append({"id": f"p{number}", "label": "P", "groups": groups})
    return {"profiles": profiles}


def _maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), values)


_people = st.fixed_dictionaries(
    {
        "account": st.sampled_from([None, "globex", "acme", "acme"]),
        "seniority": _maybe(st.sampled_from(["director", "Intern"])),
        "function": _maybe(st.sampled_from(["sales", "IT", "hr"])),
        "title": _maybe(st.sampled_from(["Chief officer", "Clerk", "-"])),
    }
)
_companies = st.fixed_dictionaries(
    {
        "employees": _maybe(st.sampled_from([10, 50, 250, 251])),
        "crm_in_place": _maybe(st.booleans()),
        "tools": _maybe(st.lists(st.sampled_from(["HubSpot", "SAP"]), max_size=2)),
        "country": _maybe(st.sampled_from(["FR", "DE"])),
    }
)


@st.composite
def _signals(draw: st.DrawFn) -> list[Told]:
    found = []
    for index in range(draw(st.integers(4, 14))):
        age = draw(_ages)
        found.append(
            {
                "id": f"s{index}",
                "external_id": f"{draw(st.integers(0, 3))}-{index}",
                "feed": draw(st.sampled_from(["likers", "web", "Agenda"])),
                "by": draw(st.sampled_from([*LEADS, *LEADS, None])),
                "account": draw(st.sampled_from([None, None, None, *ACCOUNTS])),
                "kind": draw(st.sampled_from(KINDS)),
                "subject": draw(st.sampled_from(SUBJECTS)),
                "amount": draw(_maybe(st.sampled_from([50.0, 100.0, 100.5]))),
                "confidence": draw(st.sampled_from([1.0, 0.8, 0.333])),
                "age": age,
                "received": draw(st.sampled_from([age, age, 3, 0])),
            }
        )
    return found


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """A ruleset and a world."""
    leads = {
        name: {key: value for key, value in draw(_people).items() if value is not None}
        for name in LEADS
    }
    accounts = {
        name: {key: value for key, value in draw(_companies).items() if value is not None}
        for name in ACCOUNTS
    }
    return story(
        {
            "intent": draw(_intent()),
            "fit": draw(_fit()),
            "feeds": {"web": {"consent": draw(st.booleans())}},
            "accounts": accounts,
            "leads": leads,
            "signals": draw(_signals()),
            "known": draw(st.sampled_from([0, 2])),
        }
    )
