"""How a feed stands, in the words of `prospector feeds`, English and French."""

from collections.abc import Mapping

from prospector.french import typeset_all

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "new": "not run yet",
        "failed": "the last run failed",
        "in_a_row": ", {count} times in a row",
        "missed": "its slot of {since} was not run: is `prospector serve` running?",
        "silent": "nothing new since {since} UTC; expected every {every}",
        "mute": "it never brought anything{since}; expected every {every}",
        "conflict": "{count} item came under an id that had another body before: `prospector rejects conflicts --feed {feed}`",
        "conflicts": "{count} items came under an id that had another body before: `prospector rejects conflicts --feed {feed}`",
        "last_run": "the last run {what}",
        "stopped": "stopped after page {page}, there may be more: a run brings at most so many pages as paging: {{most: …}} says; the next run goes on there. For all of it in one run, raise most in rules/feeds.yaml (it still goes on there); other params, to ask for less, begin anew",
    },
    "fr": typeset_all(
        {
            "new": "pas encore lancé",
            "failed": "le dernier run a échoué",
            "in_a_row": ", {count} fois de suite",
            "missed": "son créneau du {since} n'a pas été lancé : `prospector serve` tourne-t-il ?",
            "silent": "rien de nouveau depuis le {since} UTC ; attendu tous les {every}",
            "mute": "n'a jamais rien apporté{since} ; attendu tous les {every}",
            "conflict": "{count} élément est venu sous un identifiant qui avait un autre contenu : `prospector rejects conflicts --feed {feed}`",
            "conflicts": "{count} éléments sont venus sous un identifiant qui avait un autre contenu : `prospector rejects conflicts --feed {feed}`",
            "last_run": "le dernier run {what}",
            "stopped": "s'est arrêté après la page {page}, il peut y en avoir d'autres : un run apporte au plus autant de pages que le dit paging: {{most: …}} ; le suivant reprend là. Pour tout avoir en un run, relevez most dans rules/feeds.yaml (il reprend quand même là) ; d'autres params, pour demander moins, recommencent",
        }
    ),
}
