"""Steps of sequences that have no message."""

from collections.abc import Iterator

from prospector.errors import Problem
from prospector.rules.folder import Folder, Place
from prospector.tables import Channel


def problems(folder: Folder) -> Iterator[Problem]:
    """Every step and channel without a template in any language.

    A folder of rules without a `templates/` beside it is not checked: `rules diff` reads such.
    """
    messages = folder.templates_dir
    if messages is None or not messages.is_dir():
        return
    for place in folder.find("segments", "segments", "*", "sequence", "*", "channels", "*", of=str):
        name = template_name(folder, place)
        if name and not any(messages.glob(f"{name}.*.j2")):
            yield place.problem(f"unknown template: no file templates/{name}.<en|fr>.j2")


def template_name(folder: Folder, channel: Place) -> str | None:
    """`hiring-sales/1-intro.email` for a channel of a step; None where its parts are wrong."""
    _, segment, _, step, _, _ = channel.path
    ids = folder.texts("segments", "segments", segment, "id")
    slugs = folder.texts("segments", "segments", segment, "sequence", step, "slug")
    if not ids or not slugs or channel.value not in [*Channel] or not isinstance(step, int):
        return None
    return f"{ids[0]}/{step + 1}-{slugs[0]}.{channel.value}"
