"""What is allowed but looks like a slip: untested rules, templates of no segment, silent nulls."""

import json
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlglot import exp

from prospector.rules import checks, cron, variants
from prospector.rules.checks.wording import Condition
from prospector.rules.dialect import offset_of
from prospector.rules.folder import Doubt, Folder, Place
from prospector.rules.models.base import Lint

#: Where a feed reads, and what it takes of what is there.
_PLACES = frozenset({"path", "url", "board"})
_READ = (*sorted(_PLACES), "collector", "params", "items", "kind", "set")
#: The zone of a workspace that says none.
_ZONE = ZoneInfo("Europe/Paris")


def find(folder: Folder, zone: ZoneInfo = _ZONE) -> list[Doubt]:
    """Every warning about a folder without problems, by place; `zone` is the workspace's."""
    conditions, _ = checks.wording.read(folder)
    found = [
        *_untested(folder),
        *_templates(folder),
        *_nulls(conditions),
        *_pointless(folder),
        *_nights(folder, zone),
        *_twice(folder),
    ]
    return sorted(set(found))


def _untested(folder: Folder) -> Iterator[Doubt]:
    """Rules and segments without a test that hits them and one that just misses them."""
    hit, missed = _expected(folder, "rules", "*"), _expected(folder, "no_rules", "*")
    for place in folder.find("intent", "rules", "*", "id", of=str):
        how = f"`rules: [{place.value}]`", f"`no_rules: [{place.value}]`"
        yield from _lacking(place, place.value in hit, place.value in missed, how)
    banned = _expected(folder, "disqualified")
    spared = any(folder.find("fit", "tests", "*", "expect", "disqualified", of=bool))
    for place in _disqualifying(folder):
        how = f"`disqualified: {place.value}`", "`disqualified: false`"
        yield from _lacking(place, place.value in banned, spared, how)
    entered = _expected(folder, "segment")
    for place in _entered(folder):
        how = f"`segment: {place.value}`", "another `segment`"
        others = any(_misses(folder, place.value))
        yield from _lacking(place, place.value in entered, others, how)


def _lacking(place: Place, hit: bool, missed: bool, how: tuple[str, str]) -> Iterator[Doubt]:  # noqa: FBT001 - two facts, named by the caller
    lacking = [
        f"{what} ({way})"
        for there, what, way in (
            (hit, "that hits it", how[0]),
            (missed, "that just misses it", how[1]),
        )
        if not there
    ]
    if lacking:
        yield place.doubt(Lint.UNTESTED, f"{place.value}: no test {', and none '.join(lacking)}")


def _expected(folder: Folder, *path: str) -> set[str]:
    return {
        text
        for stem in folder.documents
        for text in folder.texts(stem, "tests", "*", "expect", *path)
    }


def _entered(folder: Folder) -> Iterator[Place]:
    """The segments that a condition leads to; the others are lent by moves, and no test hits them."""
    for place in folder.find("segments", "segments", "*", of=dict):
        name, when = place.value.get("id"), str(place.value.get("when"))
        if isinstance(name, str) and when.strip().lower() != "false":
            yield Place(place.document, (*place.path, "id"), name)


def _misses(folder: Folder, segment: str) -> Iterator[bool]:
    for place in folder.find("segments", "tests", "*", "expect", of=dict):
        yield "segment" in place.value and place.value["segment"] != segment


def _disqualifying(folder: Folder) -> Iterator[Place]:
    for place in folder.find("fit", "profiles", "*", "groups", "*", "rules", "*", of=dict):
        if place.value.get("disqualify") is True and isinstance(place.value.get("id"), str):
            yield Place(place.document, (*place.path, "id"), place.value["id"])


def _templates(folder: Folder) -> Iterator[Doubt]:
    """Messages no sequence sends."""
    messages = folder.templates_dir
    if messages is None:
        return
    if not messages.is_dir():
        said = "no such folder: no draft can be written"
        yield Doubt(messages.name, 1, 1, said, Lint.STRAY_TEMPLATE)
        return
    wanted = {
        name
        for place in folder.find(
            "segments", "segments", "*", "sequence", "*", "channels", "*", of=str
        )
        if (name := checks.steps.template_name(folder, place))
    }
    segments = set(folder.texts("segments", "segments", "*", "id"))
    for path in sorted(messages.iterdir()):
        if path.is_dir() and path.name[0] not in "_.":
            if path.name in segments:
                yield from _messages(path, wanted)
            else:
                yield _about(path, "no segment has this name")


def _messages(segment: Path, wanted: set[str]) -> Iterator[Doubt]:
    for path in sorted(segment.glob("*.j2")):
        message = variants.variant_of(path.name).message
        name = f"{segment.name}/{message.removesuffix('.j2').rpartition('.')[0]}"
        if name not in wanted:
            yield _about(path, "no step of its segment has this name and channel")


def _about(path: Path, message: str) -> Doubt:
    """A doubt about a folder of templates/, or with a file in one."""
    parts = path.parts[-2:] if path.is_dir() else path.parts[-3:]
    return Doubt("/".join(parts), 1, 1, message, Lint.STRAY_TEMPLATE)


def _nulls(conditions: list[Condition]) -> Iterator[Doubt]:
    """`days_since(kind) > 30` does not hold for those who never gave a signal of the kind."""
    for condition in conditions:
        for comparison in condition.expression.tree.find_all(exp.GT, exp.GTE, exp.LT, exp.LTE):
            upward = isinstance(comparison, exp.GT | exp.GTE)
            large = comparison.this if upward else comparison.expression
            if isinstance(large, exp.Anonymous) and large.name.lower() == "days_since":
                kind = large.expressions[0].name
                yield condition.place.doubt(
                    Lint.UNKNOWN_NOT_LARGE,
                    f"days_since('{kind}') is unknown, not large, where there never was one: add `or days_since('{kind}') is null` if you mean those too",
                    offset=offset_of(large),
                )


def _pointless(folder: Folder) -> Iterator[Doubt]:
    for place in folder.find("intent", "rules", "*", "points", of=object):
        if place.value == 0:
            yield place.doubt(Lint.NO_POINTS, "points: 0 never fires and changes no score")


def _nights(folder: Folder, default: ZoneInfo) -> Iterator[Doubt]:
    """Schedules at local times that do not come, or come twice, when clocks are changed."""
    for place in folder.find("feeds", "feeds", "*", "schedule", of=dict):
        text, name = place.value.get("cron"), place.value.get("zone")
        if not isinstance(text, str):
            continue
        zone = ZoneInfo(name) if isinstance(name, str) else default
        for at in cron.doubtful_times(text, zone)[:1]:
            where = Place(place.document, (*place.path, "cron"), text)
            yield where.doubt(
                Lint.DOUBTFUL_HOUR,
                f"{at:%H:%M} in {zone.key} may be skipped or come twice when clocks are changed: it runs once all the same, perhaps later; from {cron.MORNING:02d}:00 on there is no doubt",
            )


def _twice(folder: Folder) -> Iterator[Doubt]:
    """Feeds that read what another one reads: what is one signal to us is one to each of them."""
    first: dict[str, str] = {}
    for place in folder.find("feeds", "feeds", "*", of=dict):
        read = {name: place.value[name] for name in _READ if name in place.value}
        if not read.keys() & _PLACES:
            continue
        name = str(place.path[-1])
        other = first.setdefault(json.dumps(read, sort_keys=True, default=str), name)
        if other != name:
            yield place.doubt(
                Lint.SAME_SOURCE, f"{name} reads what {other} reads: its signals count twice"
            )
