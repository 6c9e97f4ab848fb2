"""Domains that look like another one: written with letters of other scripts, or with accents."""

from collections.abc import Iterable

from prospector.text import fold

#: Letters that readers take for Latin ones: Cyrillic, Greek, Armenian, and odd Latin ones.
_LOOKS = dict(
    zip(
        "\u0430\u0431\u0441\u0501\u0435\u050d\u04bb\u0456\u0458\u043a\u04cf\u043c\u043d\u043e\u0440\u051b\u0433\u0455"
        "\u0442\u0446\u0475\u051d\u0445\u0443\u0501\u03b1\u03b2\u03f2\u03b5\u03b3\u03b7\u03b9\u03ba\u03bd\u03bf\u03c1"
        "\u03c4\u03c5\u03c7\u03c9\u03c3\u0578\u0585\u057d\u0570\u0581\u0566\u0251\u0261\u0269\u028f\u0274\u0280",
        "abcdeghijklmhopqrstuvwxydabceynikvoptuxwonouhgqagiynr",
        strict=True,
    )
)


def skeleton(domain: str) -> str:
    """What a domain looks like to a reader, in plain Latin letters."""
    import idna

    try:
        seen = idna.decode(domain)
    except idna.IDNAError:
        seen = domain
    parts = ("".join(_LOOKS.get(char, char) for char in part) for part in seen.split("."))
    return ".".join(fold(part).replace(" ", "-") for part in parts)


def look_alikes(domains: Iterable[str]) -> list[tuple[str, str]]:
    """Each domain in other letters with the plain one it looks like."""
    known = sorted(set(domains))
    plain = {domain for domain in known if "xn--" not in domain}
    return [(odd, skeleton(odd)) for odd in known if "xn--" in odd and skeleton(odd) in plain]
