"""Who sent a webhook: every way of proving it, on the raw bytes, before anything is parsed.

Nothing here decodes what a stranger wrote: the signature that would be right is computed as text and
compared as text, so that a malformed one is merely a wrong one. Each refusal costs what an acceptance
costs. Times may be 5 minutes off either way, that included. `v1a` signatures (ed25519) are not offered.
"""

import base64
import binascii
import hmac
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from prospector.rules.models.feeds import Hook, HookBody, HookMode

#: Most seconds between the sender's clock and ours.
TOLERANCE = 300
#: Signatures of one delivery that are looked at: one per secret a sender rotates, and some.
_MOST_SIGNATURES = 8
#: Bytes of a compressed body that are searched for a secret.
_SEARCHED = 1 << 20
_SECONDS = re.compile(r"\d{1,12}", re.ASCII)
_MILLISECONDS = re.compile(r"\d{1,15}", re.ASCII)
#: What HubSpot signs decoded although the address has it encoded.
_HUBSPOT_DECODED = {
    "%3A": ":",
    "%2F": "/",
    "%3F": "?",
    "%40": "@",
    "%21": "!",
    "%24": "$",
    "%27": "'",
    "%28": "(",
    "%29": ")",
    "%2A": "*",
    "%2C": ",",
    "%3B": ";",
}
_ENCODED = re.compile("|".join(_HUBSPOT_DECODED), re.IGNORECASE)


class Delivery(NamedTuple):
    """One request as it came: header names in lower case, the body as on the wire."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    #: The query as it was written; without it, it is written anew from `query`.
    raw_query: str = ""


class _Scheme(NamedTuple):
    """How a sender writes an HMAC of the body."""

    header: str
    algorithm: str = "sha256"
    encoding: str = "hex"
    prefix: str = ""


class _Claim(NamedTuple):
    """What a delivery says of itself: what was signed, when, and the signatures given."""

    signed: tuple[bytes, ...]
    fresh: bool
    given: Sequence[bytes]


#: What senders do, where a feed names no header.
_SCHEMES = {
    HookBody.GITHUB: _Scheme("x-hub-signature-256", prefix="sha256="),
    HookBody.SMARTLEAD: _Scheme("x-smartlead-signature", prefix="sha256="),
    HookBody.SEGMENT: _Scheme("x-signature", algorithm="sha1"),
}
_TIMESTAMPED = {
    HookBody.STRIPE: "stripe-signature",
    HookBody.CALENDLY: "calendly-webhook-signature",
}
_FIELDS = {
    HookBody.LEMLIST: "secret",
    HookBody.SMARTLEAD: "secret_key",
    HookBody.POSTHOG: "api_key",
    HookBody.SEGMENT: "writeKey",
}


def unusable(hook: Hook, secrets: Sequence[str]) -> str | None:
    """Why no delivery of this feed could ever be accepted, and what to do; None = all is well."""
    if hook.mode is HookMode.HMAC and hook.header is None and hook.body not in _SCHEMES:
        return "mode hmac needs header: the name of the header that carries the signature"
    if hook.mode is HookMode.TIMESTAMPED and hook.header is None and hook.body not in _TIMESTAMPED:
        return "mode timestamped needs header: the name of the header that carries t=…,v1=…"
    if hook.mode is HookMode.HEADER and hook.header is None:
        return "mode header needs header: the name of the header that carries the secret"
    if not all(secrets) or not secrets:
        return "a secret of its hook is empty: anybody could post"
    if hook.mode is HookMode.STANDARD and not all(map(_standard_key, secrets)):
        return "mode standard needs secrets of the form whsec_<base64>; v1a (ed25519, whsk_ or whpk_) is not offered"
    return None


def verify(hook: Hook, secrets: Sequence[str], delivery: Delivery, *, now: datetime) -> bool:
    """Whether the delivery proves that its sender knows one of the secrets."""
    if unusable(hook, secrets) is not None:
        return False
    if hook.mode in (HookMode.HEADER, HookMode.BODY, HookMode.TOKEN, HookMode.BASIC):
        return _knows(hook, secrets, delivery)
    claim = _claim(hook, delivery, now)
    scheme = _scheme(hook)
    right = False
    for secret in secrets:
        key = secret.encode()
        if hook.mode is HookMode.STANDARD:
            key = _standard_key(secret)
        digest = hmac.new(key, digestmod=scheme.algorithm)
        for part in claim.signed:
            digest.update(part)
        for expected in _written(digest.digest(), scheme):
            for given in claim.given:
                right |= hmac.compare_digest(expected, given)
    return right and claim.fresh


def _scheme(hook: Hook) -> _Scheme:
    if hook.mode in (HookMode.STANDARD, HookMode.HUBSPOT):
        return _Scheme("", encoding="base64")
    if hook.mode is HookMode.HMAC and hook.header is None:
        return _SCHEMES[hook.body]
    header = hook.header or _TIMESTAMPED.get(hook.body, "")
    prefix = hook.prefix if hook.mode is HookMode.HMAC else ""
    return _Scheme(header.lower(), hook.algorithm, hook.encoding, prefix)


def _written(digest: bytes, scheme: _Scheme) -> tuple[bytes, ...]:
    """A signature as text: hex all in small or all in capital letters, base64 with its padding."""
    if scheme.encoding == "base64":
        return (scheme.prefix.encode() + base64.b64encode(digest),)
    small = digest.hex()
    return tuple(scheme.prefix.encode() + text.encode() for text in (small, small.upper()))


def _claim(hook: Hook, delivery: Delivery, now: datetime) -> _Claim:
    headers = delivery.headers
    if hook.mode is HookMode.STANDARD:
        return _standard(delivery, now)
    if hook.mode is HookMode.HUBSPOT:
        return _hubspot(hook, delivery, now)
    given = headers.get(_scheme(hook).header, "")
    if hook.mode is HookMode.HMAC:
        return _Claim((delivery.body,), fresh=True, given=[_bytes(given)])
    parts = [part.strip().partition("=") for part in given.split(",", _MOST_SIGNATURES * 2)]
    at = next((value for name, _, value in parts if name == "t"), "")
    signatures = [_bytes(value) for name, _, value in parts if name == "v1"]
    fresh = _is_fresh(at, now)
    return _Claim((_bytes(at), b".", delivery.body), fresh, _some(signatures))


def _standard(delivery: Delivery, now: datetime) -> _Claim:
    """Standard Webhooks, also under the names Svix sends: `id.timestamp.body`, any of several `v1,…`."""
    headers = delivery.headers
    name = "webhook" if "webhook-signature" in headers else "svix"
    sent_id = headers.get(f"{name}-id", "")
    at = headers.get(f"{name}-timestamp", "")
    signatures = [
        _bytes(part[len("v1,") :])
        for part in headers.get(f"{name}-signature", "").split(" ", _MOST_SIGNATURES)
        if part.startswith("v1,")
    ]
    signed = (_bytes(sent_id), b".", _bytes(at), b".", delivery.body)
    return _Claim(signed, sent_id != "" and _is_fresh(at, now), _some(signatures))


def _hubspot(hook: Hook, delivery: Delivery, now: datetime) -> _Claim:
    """HubSpot's third version: method, the address HubSpot called, body, milliseconds."""
    at = delivery.headers.get("x-hubspot-request-timestamp", "")
    address = _ENCODED.sub(lambda found: _HUBSPOT_DECODED[found[0].upper()], called(hook, delivery))
    signed = (_bytes(delivery.method.upper()), _bytes(address), delivery.body, _bytes(at))
    fresh = (
        _MILLISECONDS.fullmatch(at) is not None
        and abs(now.timestamp() - int(at) / 1_000) <= TOLERANCE
    )
    return _Claim(signed, fresh, [_bytes(delivery.headers.get("x-hubspot-signature-v3", ""))])


def called(hook: Hook, delivery: Delivery) -> str:
    """The address the sender called: `public_url` (whole, or only its host), path and query."""
    base = hook.public_url or f"https://{delivery.headers.get('host', '')}"
    whole = urlsplit(base).path not in ("", "/")
    query = delivery.raw_query or urlencode(delivery.query)
    address = base if whole else base.rstrip("/") + delivery.path
    return f"{address}?{query}" if query else address


def _knows(hook: Hook, secrets: Sequence[str], delivery: Delivery) -> bool:
    given = _some([_bytes(text) for text in _shown(hook, delivery)])
    right = False
    for secret in secrets:
        expected = _bytes(_as_shown(hook, secret))
        for text in given:
            right |= hmac.compare_digest(expected, text)
    return right


def _as_shown(hook: Hook, secret: str) -> str:
    """A secret as its sender writes it."""
    if hook.mode is HookMode.HEADER:
        return hook.prefix + secret
    if hook.mode is HookMode.BASIC:  # a key without a password is what analytics clients send
        pair = secret if ":" in secret else f"{secret}:"
        return base64.b64encode(pair.encode()).decode()
    return secret


def _shown(hook: Hook, delivery: Delivery) -> list[str]:
    """The secrets a delivery shows, where its feed looks for them."""
    if hook.mode is HookMode.HEADER:
        return [_as_utf8(delivery.headers.get((hook.header or "").lower(), ""))]
    if hook.mode is HookMode.TOKEN:
        return [delivery.query.get(hook.field or "token", "")]
    if hook.mode is HookMode.BASIC:
        scheme, _, pair = delivery.headers.get("authorization", "").partition(" ")
        return [pair.strip() if scheme.lower() == "basic" else ""]
    return list(_in_body(hook.field or _FIELDS.get(hook.body, "secret"), delivery))


def _in_body(name: str, delivery: Delivery) -> Iterator[str]:
    """Texts under a key anywhere in a JSON body, found without parsing it."""
    body = delivery.body
    if delivery.headers.get("content-encoding", "").strip().lower() == "gzip":
        try:
            body = zlib.decompressobj(31).decompress(body, _SEARCHED)
        except zlib.error:
            body = b""
    pattern = re.compile(
        re.escape(json.dumps(name).encode()) + rb'\s{0,20}:\s{0,20}"((?:[^"\\]|\\/){1,500})"'
    )
    for number, found in enumerate(pattern.finditer(body)):
        if number == _MOST_SIGNATURES:
            return
        # PHP writes every slash so.
        yield found[1].replace(rb"\/", b"/").decode("utf-8", "backslashreplace")


def _standard_key(secret: str) -> bytes:
    """The key in a Standard Webhooks secret; empty if it holds none."""
    text = secret.removeprefix("whsec_").rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _is_fresh(at: str, now: datetime) -> bool:
    return _SECONDS.fullmatch(at) is not None and abs(now.timestamp() - int(at)) <= TOLERANCE


def _some(given: Sequence[bytes]) -> Sequence[bytes]:
    """At least one text to compare with, so that none costs what one costs."""
    return given[:_MOST_SIGNATURES] or [b""]


def _as_utf8(header: str) -> str:
    """A header as most senders mean it: servers hand the bytes over as Latin-1."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
