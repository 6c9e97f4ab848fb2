"""What `doctor` found, in the language of the workspace: JSON keeps the English of `health`.

Errors of settings, rules and templates are English everywhere, and so are names of settings.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from prospector.french import Phrasebook, typeset

if TYPE_CHECKING:
    from prospector.health import Finding

#: How good a finding is, and what is looked at.
NAMES: Mapping[str, str] = {
    "ok": "ok",
    "warn": "alerte",
    "bad": "panne",
    "workspace": "dossier",
    "settings": "réglages",
    "environment": "environnement",
    "rules": "règles",
    "templates": "messages",
    "hooks": "webhooks",
    "disk": "disque",
    "database": "base",
    "schema": "schéma",
    "writable": "écriture",
    "caps": "plafonds",
    "integrity": "intégrité",
    "published rules": "règles publiées",
    "signal files": "fichiers de signaux",
    "feeds": "flux",
    "conflicts": "contradictions",
    "inbox": "boîte d'entrée",
    "suppression key": "clé des refus",
}
said = Phrasebook(
    {
        "no folder {path}": "pas de dossier {path}",
        "Run `prospector init` there, or give another --workspace.": "Lancez-y `prospector init`, ou donnez un autre --workspace.",
        "Correct it.": "Corrigez-le.",
        "Correct it; `prospector rules check` looks again.": "Corrigez ; `prospector rules check` vérifie.",
        "Correct it; `prospector templates check` looks again.": "Corrigez ; `prospector templates check` vérifie.",
        "Correct it: `serve` keeps the hooks it has, and does not start anew.": "Corrigez : `serve` garde les webhooks qu'il a, et ne redémarrera pas.",
        "set, not shown ({origin})": "défini, non montré ({origin:told})",
        "not set ({origin})": "non défini ({origin:told})",
        "{value} ({origin})": "{value} ({origin:told})",
        "default": "par défaut",
        "prospector.toml": "prospector.toml",
        "${name} is not a variable of ours": "${name} n'est pas une de nos variables",
        "${name}": "${name}",
        "Did you mean {near}?": "Est-ce {near} ?",
        "Unset it.": "Retirez-la.",
        "version {version}, policy {policy}": "version {version}, politique {policy}",
        "feeds that can be posted to: {count}": "flux auxquels on peut envoyer : {count}",
        "{count} messages": "{count} messages",
        "{size} GB free": "{size:n} Go libres",
        "Free some space: a full disk stops every run.": "Libérez de la place : un disque plein arrête tout.",
        "Correct database_url.": "Corrigez database_url.",
        "none yet: the first import or run makes it": "pas encore : le premier import ou run la crée",
        "Restore a backup, or correct what it says.": "Restaurez une sauvegarde, ou corrigez ce qui est dit.",
        "{version} has a rare fault: two writers at once may corrupt the store (fixed in 3.51.3)": "{version} a un rare défaut : deux écritures à la fois peuvent abîmer la base (corrigé en 3.51.3)",
        "Run one writing command at a time, or use a Python whose sqlite3 is 3.51.3 or newer.": "Lancez une seule commande d'écriture à la fois, ou prenez un Python dont sqlite3 est en 3.51.3 ou plus.",
        "older than this prospector": "plus ancien que ce prospector",
        "Any run upgrades it.": "N'importe quel run le met à jour.",
        "Give prospector the right to write.": "Donnez à prospector le droit d'écrire.",
        "yes": "oui",
        "off": "désactivé",
        "Move the store to a local disk: not every network disk can do it.": "Mettez la base sur un disque local : tous les disques réseau ne savent pas le faire.",
        "{found}, not {wanted}": "{found}, et non {wanted}",
        "Set {name} = on: a power cut may lose what was answered for.": "Mettez {name} = on : une coupure de courant peut perdre ce qui a été confirmé.",
        "Report it with the database: no statement of ours can do this.": "Signalez-le avec la base : aucune de nos requêtes ne peut faire cela.",
        "none is overspent": "aucun n'est dépassé",
        "every page reads well": "chaque page se lit bien",
        "The file is damaged: restore a backup.": "Le fichier est abîmé : restaurez une sauvegarde.",
        "none yet: the first run publishes rules/": "pas encore : le premier run publie rules/",
        "version {version}, by {who} on {day}": "version {version}, par {who} le {day}",
        "`prospector rules diff` shows what would change; `prospector rules publish` does it.": "`prospector rules diff` montre ce qui changerait ; `prospector rules publish` le fait.",
        "rules/ differs from the published version {version}": "rules/ diffère de la version publiée {version}",
        "none: the store is small, or has not been scored yet": "aucun : la base est petite, ou n'a pas encore été notée",
        "`prospector doctor --rebuild-files`, or the next run, writes them anew.": "`prospector doctor --rebuild-files`, ou le prochain run, les réécrit.",
        "not as they were written: {names}": "pas tels qu'ils ont été écrits : {names}",
        "of another state of the store, or without a declared attribute: the next run writes them anew": "d'un autre état de la base, ou sans un attribut déclaré : le prochain run les réécrit",
        "{count} signals, {size} MB": "{count:n} signaux, {size:n} Mo",
        "{path} is of a run on Spark that was killed": "{path} vient d'un run sur Spark qui a été tué",
        "Remove it, or let the next run on Spark do so.": "Retirez-le, ou laissez le prochain run sur Spark le faire.",
        "`prospector feeds show {feed}` says more.": "`prospector feeds show {feed}` en dit plus.",
        "{feed} is late: {why}": "{feed} est en retard : {why}",
        "{feed} is failing: {why}": "{feed} est en échec : {why}",
        "none of {count} is late or failing": "aucun des {count} n'est en retard ou en échec",
        "{feed} was sent {count} under an id that had another body before": "{feed} en a reçu {count} sous un identifiant qui avait un autre contenu",
        "`prospector rejects conflicts --feed {feed}` shows them.": "`prospector rejects conflicts --feed {feed}` les montre.",
        "{feed} was posted {count} items: they wait, since the rules have no such hook any more": "{feed} a reçu {count} éléments : ils attendent, les règles n'ont plus ce webhook",
        "Give the feed its name in rules/feeds.yaml again: {feed}.": "Redonnez au flux son nom dans rules/feeds.yaml : {feed}.",
        "from the settings": "dans les réglages",
        "{file} can be read by others ({mode})": "{file} peut être lu par d'autres ({mode})",
        "{file}, for its owner alone": "{file}, pour son seul propriétaire",
        "Restore {file}: without it these people are no longer recognised.": "Restaurez {file} : sans lui ces personnes ne sont plus reconnues.",
        "lost, with {count} suppressions": "perdue, avec {count} personnes à ne plus contacter",
        "none yet: made on first use": "pas encore : créée au premier usage",
    }
)


_LINE = {"en": "{name}: {found}", "fr": typeset("{name} : {found}")}


def lines(findings: "Sequence[Finding]") -> list[str]:
    """A finding a line, in the language the settings name; English where they cannot be read."""
    language = next(
        (one.found.partition(" ")[0] for one in findings if one.name == "settings.language"), "en"
    )
    names = NAMES if language == "fr" else {}
    levels = [names.get(one.level, one.level) for one in findings]
    wide = max(4, *map(len, levels))
    return [
        f"{level:<{wide}}  {_told(one, names.get(one.name, one.name), language)}"
        for level, one in zip(levels, findings, strict=True)
    ]


def _told(one: "Finding", name: str, language: str) -> str:
    line = _LINE[language].format(name=name, found=said(one.found, language))
    return f"{line}  → {said(one.fix, language)}" if one.fix else line
