"""Pages that are whole in themselves."""

import hashlib
import re
from base64 import b64encode

from prospector.sheet import policy, sheet


def test_it_allows_the_browser_its_own_style_and_nothing_else() -> None:
    style = "\nbody { color: #111; }\n"
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy(style) == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    text = sheet("Segments", style, "<p>one</p>", language="fr")
    assert f'content="{policy(style)}"' in text
    # The browser hashes what stands between the tags, to the letter.
    assert re.findall(r"<style>(.*?)</style>", text, re.DOTALL) == [style]
    assert not re.search(r"<script|src=|href=|style=|https?:", text)


def test_it_escapes_the_title_and_says_the_language() -> None:
    text = sheet("</title><script>", "", "<p>one</p>", language="fr")
    assert "<script" not in text
    assert text.count("&lt;/title&gt;&lt;script&gt;") == 2
    assert text.startswith('<!doctype html>\n<html lang="fr">')
    assert "<h1>&lt;/title&gt;&lt;script&gt;</h1>\n<p>one</p>\n</body>" in text
