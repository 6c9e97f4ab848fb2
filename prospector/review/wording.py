"""What stops a lead beside the gates of policy, in English and French."""

from collections.abc import Mapping

from prospector.french import typeset_all

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "run": "Run `prospector run`.",
        "not_scored": "No run has scored them yet",
        "not_drafted": "No run has drafted for them yet",
        "snoozed": "Their draft is snoozed",
        "snoozed.do": "Nothing to do: they come back on their day.",
        "held": "Their draft is held for its text",
        "needs_data.do": "Import what the message lacks, or write it: `prospector queue --held` lists them.",
        "checks.do": "Edit the text: `prospector queue --held` says what is wrong with it.",
        "look": "Look at it: `prospector queue --held`.",
    },
    "fr": typeset_all(
        {
            "run": "Lancez `prospector run`.",
            "not_scored": "Aucun run ne les a encore notés",
            "not_drafted": "Aucun run n'a encore écrit pour eux",
            "snoozed": "Leur brouillon est reporté",
            "snoozed.do": "Rien à faire : ils reviennent le jour dit.",
            "held": "Leur brouillon est retenu pour son texte",
            "needs_data.do": "Importez ce qui manque au message, ou écrivez-le : `prospector queue --held` les montre.",
            "checks.do": "Revoyez le texte : `prospector queue --held` dit ce qui ne va pas.",
            "look": "À regarder : `prospector queue --held`.",
        }
    ),
}
