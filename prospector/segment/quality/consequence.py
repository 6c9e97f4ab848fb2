"""Which segments are one in practice: nobody who receives their messages could tell them apart."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from prospector.rules.models.acting import SegmentRule

#: `1-hello.email.en.j2`: the slug is a name for us, not for who reads the message.
_NAME = re.compile(r"(?P<step>\d+)-[^.]*\.(?P<slot>[^/]+)")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_OWN = re.compile(r"\b(persona|segment)\b")


def same_in_practice(
    segments: Sequence[SegmentRule], texts: Mapping[str, Mapping[str, str]]
) -> tuple[tuple[str, ...], ...]:
    """Segments with the same messages, caps and cadence, in the order of the file.

    `texts` has the templates of each segment by file name; one without any is like no other.
    """
    alike: dict[str, list[str]] = defaultdict(list)
    for one in segments:
        if texts.get(one.id):
            alike[_approach(one, texts[one.id])].append(one.id)
    return tuple(tuple(ids) for ids in alike.values() if len(ids) > 1)


def _approach(one: SegmentRule, texts: Mapping[str, str]) -> str:
    """What a lead of the segment meets with, as one text to compare."""
    said = {_slot(name): _words(text) for name, text in texts.items()}
    return json.dumps(
        {
            "messages": said,
            "language": one.language,
            "cadence": [[step.channels, step.wait] for step in one.sequence],
            "caps": sorted([cap.window, cap.limit] for cap in one.caps),
            # A text that speaks of its segment or persona comes out differently for each.
            "own": one.persona.model_dump(mode="json") | {"id": one.id}
            if any(_OWN.search(text) for text in said.values())
            else None,
        },
        sort_keys=True,
    )


def _slot(name: str) -> str:
    found = _NAME.fullmatch(name)
    return f"{found['step']}.{found['slot']}" if found else name


def _words(text: str) -> str:
    return " ".join(_COMMENT.sub("", text).split())
