"""What tests of webhooks share: feeds that may be posted to, and deliveries as each sender writes them."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prospector.collect.hooks.verify import Delivery
from prospector.rules.models.feeds import Hook

VECTORS: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parent / "vectors.json").read_text(encoding="utf-8")
)
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
AT = str(int(NOW.timestamp()))
KEY = base64.b64encode(b"a key of twenty-four bytes").decode()
STANDARD = f"whsec_{KEY}"


def hook(mode: str, **parts: Any) -> Hook:  # Any: each part is checked by its pydantic model
    """A feed's hook; its secret is never read from here."""
    return Hook.model_validate({"mode": mode, "secrets": ["${SECRET}"], **parts})


def delivery(body: bytes = b"{}", *, path: str = "/hooks/feed", **parts: Any) -> Delivery:
    """A request as it came; header names may be written with `_`."""
    headers = {name.replace("_", "-"): value for name, value in parts.pop("headers", {}).items()}
    return Delivery("POST", path, parts.pop("query", {}), headers, body, **parts)


def signed(
    body: bytes, secret: str = STANDARD, *, sent_id: str = "msg_1", at: str = AT
) -> Delivery:
    """A delivery signed as Standard Webhooks has it, with nothing but the standard library."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{sent_id}.{at}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(digest).decode()}"
    return delivery(
        body,
        headers={
            "webhook-id": sent_id,
            "webhook-timestamp": at,
            "webhook-signature": signature,
            "content-type": "application/json",
        },
    )
