"""Unknown is not disqualified, but a question."""

from prospector.engine import scoring
from prospector.score.questions import Question, questions
from tests.stories import story, world

FIT = {
    "profiles": [
        {"id": "core", "label": "Core", "groups": [{"id": "all", "rules": [
            {"id": "director", "when": "lead.seniority = 'director'", "points": 10},
            {"id": "banned", "when": "account.country = 'XX' and lead.function = 'sales'", "disqualify": True,
             "why": {"en": "Banned country", "fr": "Pays interdit"}},
        ]}]},
        {"id": "other", "label": "Other", "groups": [{"id": "all", "rules": [
            {"id": "seller", "when": "lead.function = 'sales'", "points": 10},
            {"id": "student", "when": "lead.title = 'student'", "disqualify": True},
        ]}]},
    ]
}  # fmt: skip


def test_it_asks_what_nobody_knows_in_whatever_profile() -> None:
    one = story(
        {
            "fit": FIT,
            "accounts": {"acme": {}, "globex": {"country": "XX"}},
            "leads": {
                "alice": {"account": "acme", "function": "sales", "seniority": "director"},
                "bob": {"account": "acme", "function": "hr", "title": "Clerk"},
                "carol": {"account": "globex", "function": "sales", "title": "Clerk"},
            },
        }
    )
    made, leads = world(one)
    rows = {row["lead_id"]: row for row in scoring.traits(one.ruleset, made).rows(named=True)}
    asked = {name: questions(one.ruleset, rows[lead], "fr") for name, lead in leads.items()}
    assert asked == {
        "alice": (
            Question("banned", "Pays interdit", ("account.country",)),
            Question("student", "lead.title = 'student'", ("lead.title",)),
        ),
        # False and unknown is false: nothing to ask. What holds is no question either.
        "bob": (),
        "carol": (),
    }
