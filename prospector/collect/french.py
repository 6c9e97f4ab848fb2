"""Why rows were not taken, and what an import notes, in French: the store and JSON keep English."""

from collections.abc import Mapping

from prospector.collect.reject import RejectCode
from prospector.collect.wording import WORDS
from prospector.french import Phrasebook, typeset
from prospector.policy.calendar import MONTHS

_HELP: Mapping[RejectCode, str] = {
    RejectCode.RAGGED: "La ligne a plus ou moins de cellules que l'en-tête : corrigez-la (`prospector rejects export`) et réimportez-la.",
    RejectCode.STRAY_QUOTE: "Un guillemet s'ouvre ou se ferme au mauvais endroit : corrigez-le (`prospector rejects export`) et réimportez la ligne.",
    RejectCode.TRUNCATED: "Le fichier s'arrête au milieu de cette ligne : importez le fichier entier, ce qui a été pris est reconnu.",
    RejectCode.FOOTER: "Une ligne de texte sous les lignes ou entre elles : un pied de rapport, rien à prendre.",
    RejectCode.BAD_ENCODING: "Cette ligne n'a pas l'encodage du reste du fichier : `prospector rejects replay` prend le texte tel qu'il est montré.",
    RejectCode.BAD_TEXT: "La ligne contient un caractère NUL ou de l'Unicode cassé, qu'aucune base ne garde tel quel.",
    RejectCode.BAD_JSON: "Ce n'est pas du JSON conforme : NaN, une clé en double, une faute de syntaxe ou trop de niveaux.",
    RejectCode.NOT_A_RECORD: "L'élément est un nombre, un texte ou une liste, là où un objet est attendu.",
    RejectCode.NO_IDENTITY: "Cette ligne ne mène à personne : il faut un e-mail, un téléphone, un profil, un domaine ou une entreprise.",
    RejectCode.ANONYMOUS: "Un visiteur que rien ne nomme : pris de lui-même dès qu'un appel dit qui c'est, si le flux déclare le consentement ; oublié après `inbox_days`.",
    RejectCode.UNKNOWN_KIND: "La sorte n'est pas dans rules/signals.yaml : ajoutez-la ou corrigez la ligne, puis `prospector rejects replay`.",
    RejectCode.NOT_A_SIGNAL: "La ligne dit qu'il ne s'est rien passé : refusé, annulé, en attente.",
    RejectCode.NO_TIME: "Rien ne dit quand c'était : réimportez avec --date, le jour où la liste a été exportée.",
    RejectCode.BAD_DATE: "La date est illisible : écrivez 2026-11-22, ou désignez une autre colonne avec --map occurred_at=COLONNE.",
    RejectCode.AMBIGUOUS_DATE: "La date peut se lire jour/mois ou mois/jour : réimportez avec --set locale=fr, en-gb ou en-us.",
    RejectCode.BAD_NUMBER: "Le nombre est illisible.",
    RejectCode.AMBIGUOUS_NUMBER: "La virgule peut marquer les décimales ou les milliers : réimportez avec --set locale=fr ou en-us.",
    RejectCode.BAD_VALUE: "La valeur n'est pas de celles que le champ accepte.",
}

#: Why rows were rejected, and what imports note.
retold = Phrasebook(
    {
        "{field}: {count} not understood and left out, first in line {line}: {why}": "{field} : non compris et laissé de côté ({count} fois, d'abord en ligne {line}) : {why:told}",
        "{field}: {why}": "{field} : {why:told}",
        "{cells} cells where the header has {width}": "{cells} cellules, l'en-tête en a {width}",
        "{count} rows where one was": "{count} lignes au lieu d'une",
        "a quote opens and does not close": "un guillemet s'ouvre et ne se ferme pas",
        "text follows a closing quote": "du texte suit un guillemet fermant",
        "the file ends inside a quoted cell": "le fichier s'arrête dans une cellule entre guillemets",
        "holds NUL": "contient un caractère NUL",
        "NUL or half a surrogate pair": "caractère NUL, ou moitié d'un caractère Unicode",
        "byte {byte} at character {place}: no character in the file's encoding": "octet {byte} au caractère {place} : aucun caractère dans l'encodage du fichier",
        "bytes at character {place}: no character in the file's encoding": "octets au caractère {place} : aucun caractère dans l'encodage du fichier",
        "characters encoded twice": "caractères encodés deux fois",
        "nested deeper than {depth}": "plus de {depth} niveaux imbriqués",
        "a number too large to hold": "un nombre trop grand",
        "the key {key} comes twice": "la clé {key} vient deux fois",
        "{name} is no JSON number": "{name} n'est pas un nombre JSON",
        "{what}: line {line} column {column} (char {place})": "{what:told} : ligne {line}, colonne {column}",
        "Expecting value": "une valeur est attendue",
        "Expecting property name enclosed in double quotes": "une clé entre guillemets est attendue",
        "Expecting {mark} delimiter": "{mark} est attendu",
        "Extra data": "du texte suit la fin",
        "Unterminated string starting at": "un texte ne se ferme pas",
        "Invalid control character at": "un caractère de contrôle",
        "Invalid \\escape": "une séquence d'échappement inconnue",
        "Illegal trailing comma before end of {what}": "une virgule de trop à la fin",
        "{sort} instead of an object": "{sort} au lieu d'un objet",
        "not as its source writes it: {error}: {said}": "pas tel que sa source l'écrit ({error} : {said})",
        "the item says nothing about anybody": "l'élément ne parle de personne",
        "the row says nothing": "la ligne ne dit rien",
        "neither the row nor its post says when": "ni la ligne ni sa publication ne disent quand",
        "no e-mail, phone, profile URL, domain or company": "ni e-mail, ni téléphone, ni profil, ni domaine, ni entreprise",
        "nobody is found by {given}": "personne ne se trouve par {given}",
        "{text} is no country we know": "{text} n'est pas un pays connu",
        "{text} is no language": "{text} n'est pas une langue",
        "{text} is no currency": "{text} n'est pas une devise",
        "{text} is no e-mail address": "{text} n'est pas une adresse e-mail",
        "{text} is no phone number": "{text} n'est pas un numéro de téléphone",
        "{text} is no personal profile page": "{text} n'est pas un profil personnel",
        "{text} is no domain": "{text} n'est pas un domaine",
        "{text} is no number": "{text} n'est pas un nombre",
        "{text} is no head count": "{text} n'est pas un effectif",
        "{text} is no date we can read": "{text} n'est pas une date lisible",
        "{text} lies outside 1990 to 2099": "{text} sort de 1990 à 2099",
        "{text} is too large": "{text} est trop grand",
        "{text} is not from 0 to 1": "{text} n'est pas entre 0 et 1",
        "{text} is neither yes nor no": "{text} n'est ni oui ni non",
        "{text} is none of {names}": "{text} n'est aucun de {names}",
        "{text} is no kind of rules/signals.yaml; did you mean {near}?": "{text} n'est pas une sorte de rules/signals.yaml ; est-ce {near} ?",
        "{text} is no kind of rules/signals.yaml": "{text} n'est pas une sorte de rules/signals.yaml",
        "{text} can be {one} {month} or {other} {second}": "{text} peut être le {one} {month:told} ou le {other} {second:told}",
        "{text} can be {one} or {other}": "{text} peut être {one} ou {other}",
        **dict(zip(MONTHS["en"], MONTHS["fr"], strict=True)),
        "a visitor nobody named, of a feed that declares no consent": "un visiteur que rien ne nomme, d'un flux qui ne déclare aucun consentement",
        "a visitor nobody named: waits until a call says who that is": "un visiteur que rien ne nomme : attend qu'un appel dise qui c'est",
        "prospector failed on it: {error}: replay it with a newer version": "prospector a échoué dessus ({error}) : reprenez-la avec une version plus récente",
        "not UTF-8: read as Windows-1252; if accents look wrong, say --encoding": "pas de l'UTF-8 : lu comme Windows-1252 ; si des accents sont faux, indiquez --encoding",
        "read as {codec} (no byte order mark; NULs tell)": "lu comme {codec} (sans marque au début, d'après ses octets nuls)",
        "French columns: days before months, commas before decimals": "colonnes françaises : le jour avant le mois, la virgule avant les décimales",
        "no column of people: {column} is read as the company's name": "aucune colonne de personnes : {column} est lu comme le nom de l'entreprise",
        "nothing says {wish}": "rien ne dit {wish:told}",
        "which webinar it was: {way}": "de quel webinaire il s'agit : {way}",
        "which event it was: {way}": "de quel événement il s'agit : {way}",
        "which technology the list is of: {way}": "de quelle technologie est la liste : {way}",
        "whose board it is: {way}": "à qui est ce tableau d'offres : {way}",
        "whose news they are: {way}": "de qui sont ces nouvelles : {way}",
        "remembered for feed {feed}: {setting} (take back with --set {name}=)": "retenu pour le flux {feed} : {setting} (à retirer avec --set {name}=)",
        "no row below the header (line {line})": "aucune ligne sous l'en-tête (ligne {line})",
        "no item in it": "aucun élément dedans",
        WORDS["en"]["stopped"]: WORDS["fr"]["stopped"],
        # Last: whatever a state is in.
        "{column} is {state}": "{column} vaut « {state} »",
    }
)


def help_of(code: RejectCode, language: str) -> str:
    """What a code means and what to do, in a language."""
    return typeset(_HELP[code]) if language == "fr" else code.help
