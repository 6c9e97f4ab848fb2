"""What the README shows is what the demo prints."""

from pathlib import Path

from click.testing import CliRunner

from prospector.cli import prospector

README = Path(__file__).parent.parent / "README.md"


def test_it_shows_the_demos_real_output() -> None:
    shown = README.read_text(encoding="utf-8").partition("<!-- demo:start -->\n```text\n")[2]
    shown = shown.partition("\n```\n<!-- demo:end -->")[0]
    printed = CliRunner().invoke(prospector, ["demo"]).stdout
    rest = printed.splitlines()
    for line in shown.splitlines():
        if line in ("", "…"):
            continue
        stripped = [each.rstrip() for each in rest]
        assert line in stripped, f"not printed, or not in this order: {line}"
        rest = rest[stripped.index(line) + 1 :]
