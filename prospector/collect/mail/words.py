"""The words people and machines answer with, in English and French (and the commonest of German)."""

import html
import re

from prospector.text import fold

#: Lines after which the rest is what was answered to.
_QUOTE = re.compile(
    r"^\s*(?:-{2,}\s*(?:original message|message d'origine|message original|forwarded message|"
    r"message transféré|ursprüngliche nachricht)\s*-{2,}"
    r"|_{10,}"
    r"|on\b.{0,200}\bwrote\s*:"
    r"|le\b.{0,200}\ba\s+écrit\s*:"
    r"|am\b.{0,200}\bschrieb\b.{0,100}:"
    r"|(?:from|de|von)\s*:\s.{0,200}@)",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<[^>]{0,2000}>")
_GONE = re.compile(
    r"<(style|script|head|blockquote)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li)\b[^>]{0,200}>", re.IGNORECASE)
_MACHINES = ("mailer-daemon", "postmaster", "mail-daemon", "no-reply", "noreply", "ne-pas-repondre")
_AWAY = tuple(
    map(
        fold,
        (
            "automatic reply",
            "auto-reply",
            "autoreply",
            "auto response",
            "out of office",
            "out of the office",
            "on leave",
            "réponse automatique",
            "absence du bureau",
            "absent du bureau",
            "absente du bureau",
            "message d'absence",
            "notification d'absence",
            "en congés",
            "automatische antwort",
            "abwesenheit",
        ),
    )
)
#: Said alone, or nearly: please write no more.
_STOP = tuple(
    map(
        fold,
        (
            "stop",
            "unsubscribe",
            "remove me",
            "take me off",
            "opt out",
            "do not contact me",
            "don't contact me",
            "please stop",
            "stop emailing",
            "not to be contacted",
            "désinscription",
            "désinscrire",
            "désabonner",
            "désabonnement",
            "me retirer de",
            "retirez-moi",
            "supprimez-moi",
            "ne plus me contacter",
            "ne me contactez plus",
            "ne plus recevoir",
            "plus me solliciter",
            "arrêtez de",
        ),
    )
)
#: A longer text may speak of stopping something else.
_SHORT = 25


def without_quotes(text: str) -> str:
    """The answer itself: above the first mark of a quotation, without quoted lines."""
    lines = text.replace("\r\n", "\n").split("\n")
    kept: list[str] = []
    for number, line in enumerate(lines):
        # Mail programs break the line that introduces a quotation.
        if _QUOTE.match(line) or _QUOTE.match(" ".join(lines[number : number + 3])):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def of_html(text: str) -> str:
    """The words of an HTML message, a line per block; what it quotes is left out."""
    plain = _TAG.sub(" ", _BREAK.sub("\n", _GONE.sub(" ", text)))
    lines = (" ".join(line.split()) for line in html.unescape(plain).split("\n"))
    return "\n".join(lines).strip()


def is_machine(address: str) -> bool:
    """Whether an address answers nobody."""
    return address.lower().partition("@")[0].startswith(_MACHINES)


def is_away(subject: str) -> bool:
    """Whether a subject is an automatic answer's."""
    said = f" {fold(subject)} "
    return any(said.startswith(f" {word} ") or f" {word} " in said[:60] for word in _AWAY)


def asks_to_stop(text: str, subject: str) -> bool:
    """Whether a short answer asks to be left alone; the subject counts where there is no text."""
    said = fold(text) or fold(subject)
    if not said or len(said.split()) > _SHORT:
        return False
    return any(f" {word} " in f" {said} " for word in _STOP)
