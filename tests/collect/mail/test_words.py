"""The words of answers: quotations left out, machines and refusals recognised."""

import pytest

from prospector.collect.mail import words


@pytest.mark.parametrize(
    "quotation",
    [
        "On Mon, 16 Nov 2026 at 09:12, Dana Smith <dana@ours.example> wrote:\n> Hello",
        "On Mon, 16 Nov 2026 at 09:12, Dana Smith\n<dana@ours.example> wrote:\n> Hello",
        "Le lun. 16 nov. 2026 à 09:12, Dana Smith <dana@ours.example> a écrit :\n> Bonjour",
        "-----Original Message-----\nFrom: Dana",
        "-----Message d'origine-----\nDe : Dana",
        "________________________________\nDe : Dana",
        "De : Dana Smith <dana@ours.example>\nEnvoyé : lundi",
        "> all of it",
    ],
)
def test_it_keeps_the_answer_and_leaves_what_was_answered_to(quotation: str) -> None:
    assert words.without_quotes(f"Yes, gladly.\r\n\r\n{quotation}") == "Yes, gladly."


def test_it_reads_html_block_by_block() -> None:
    page = "<style>p{}</style><p>Oui &amp; merci</p><div>À demain<br>Zoé</div><blockquote>old</blockquote>"
    assert words.of_html(page) == "Oui & merci\nÀ demain\nZoé"


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "Unsubscribe",
        "please remove me from your list",
        "Merci de ne plus me contacter.",
        "Désinscription SVP",
        "Retirez-moi de vos listes",
        "don't contact me again",
    ],
)
def test_it_hears_a_request_to_stop(text: str) -> None:
    assert words.asks_to_stop(text, "Re: hello")


@pytest.mark.parametrize(
    "text",
    [
        "Yes, let us talk on Tuesday.",
        "Non merci",
        f"We had to stop the line, and {'since then ' * 20} the team asks.",
        "Stopper is the product we use",
    ],
)
def test_it_does_not_take_other_answers_for_one(text: str) -> None:
    assert not words.asks_to_stop(text, "Re: hello")


def test_it_knows_machines_and_absences() -> None:
    assert words.is_machine("MAILER-DAEMON@mx.example")
    assert not words.is_machine("norbert@acme.example")
    assert words.is_away("Automatic reply: your message")
    assert words.is_away("Réponse automatique : Votre message")
    assert not words.is_away("Our office is moving")
