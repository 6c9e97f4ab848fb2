"""What the README shows is what the demo prints; `make bless` writes it anew."""

from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner

from prospector.cli import prospector

README = Path(__file__).parent.parent / "README.md"
START, END = "<!-- demo:start -->\n```text\n", "\n```\n<!-- demo:end -->"
#: Per command of the demo, how the lines begin that the README shows; "*" = all up to a blank line.
SHOWN: dict[str, tuple[str, ...]] = {
    "run": (
        "File",
        "sample_signals/crm/contacts_hubspot.csv ",
        "sample_signals/linkedin_posts/likers_fr.csv ",
        "sample_signals/events/open_day_besancon.csv ",
        "sample_signals/hiring/brennwerk.json ",
        "sample_signals/tech_changes/changes.csv ",
        "…",
        "collect ",
        "resolve ",
        "score ",
        "segment ",
        "draft ",
    ),
    "score --distribution": ("fit \\ intent", "A  ", "B  ", "C  ", "…"),
    "queue": ("grade", *("A1",) * 6, "…"),
    "queue --first": ("*",),
    "caps": ("cap", "20 messages a day", "25 e-mails a day", "2 first messages", "…"),
}


def blocks(printed: str) -> Iterator[tuple[str, list[str]]]:
    """Each command the demo shows, and what it printed."""
    for part in printed.split("\n$ prospector ")[1:]:
        command, *lines = part.splitlines()
        yield command, [line.rstrip() for line in lines]


def excerpt(printed: str) -> str:
    """The part of the demo's output that the README shows."""
    found = dict(blocks(printed))
    return "\n\n".join(
        "\n".join([f"$ prospector {command}", *_lines(found[command], starts)])
        for command, starts in SHOWN.items()
    )


def _lines(lines: list[str], starts: tuple[str, ...]) -> Iterator[str]:
    if starts == ("*",):  # all but the title of what follows
        yield "\n".join(lines[:-1]).rstrip()
        return
    rest = iter(lines)
    for start in starts:
        yield start if start == "…" else next(line for line in rest if line.startswith(start))


def test_it_shows_the_demos_real_output(*, bless: bool) -> None:
    text = README.read_text(encoding="utf-8")
    before, _, shown = text.partition(START)
    shown, _, after = shown.partition(END)
    printed = excerpt(CliRunner().invoke(prospector, ["demo"]).stdout)
    if bless:
        README.write_text(f"{before}{START}{printed}{END}{after}", encoding="utf-8")
    else:
        assert shown == printed
