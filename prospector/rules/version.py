"""Hash what the rules say, so that a score knows which rules made it."""

import hashlib
import json
from collections.abc import Mapping

from prospector.rules.models import SCORING, Model


def score_version(files: Mapping[str, Model]) -> str:
    """The hash of what scores: comments, layout and tests do not count."""
    return _digest({stem: files[stem] for stem in SCORING})


def policy_version(policy: Model) -> str:
    """The hash of the policy."""
    return _digest({"policy": policy})


def _digest(files: Mapping[str, Model]) -> str:
    # Defaults are left out: a newer prospector with one more optional field changes no version.
    content = {
        stem: model.model_dump(mode="json", by_alias=True, exclude={"tests"}, exclude_defaults=True)
        for stem, model in files.items()
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
