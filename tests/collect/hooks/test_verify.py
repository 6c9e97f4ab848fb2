"""Who sent a webhook."""

import base64
import contextlib
import gzip
import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from prospector.collect.hooks.verify import Delivery, called, unusable, verify
from prospector.rules.models.feeds import Hook
from tests.collect.hooks.posting import AT, NOW, STANDARD, VECTORS, delivery, hook, signed

MINUTES = timedelta(minutes=5)
SECOND = timedelta(seconds=1)


class Proof(NamedTuple):
    """A valid delivery, and the feed that accepts it."""

    hook: Hook
    secret: str
    delivery: Delivery


def at(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), tz=UTC)


def hex_hmac(secret: str, *parts: bytes, algorithm: str = "sha256") -> str:
    return hmac.new(secret.encode(), b"".join(parts), algorithm).hexdigest()


def proofs() -> dict[str, Proof]:
    body = b'{"secret":"s3cret-word","n":1}'
    basic = base64.b64encode(b"write-key:").decode()
    t = f"t={AT},v1={hex_hmac('s', AT.encode(), b'.', body)}"
    raw = hmac.new(b"s", body, hashlib.sha256).digest()
    url = b"https://bot.example/hooks/feed"
    ms = f"{AT}123"
    v3 = hmac.new(b"s", b"POST" + url + body + ms.encode(), hashlib.sha256).digest()
    hubspot = {
        "x-hubspot-signature-v3": base64.b64encode(v3).decode(),
        "x-hubspot-request-timestamp": ms,
    }
    return {
        "standard": Proof(hook("standard"), STANDARD, signed(body)),
        "stripe": Proof(
            hook("timestamped", body="stripe"),
            "s",
            delivery(body, headers={"stripe-signature": t}),
        ),
        "calendly": Proof(
            hook("timestamped", body="calendly"),
            "s",
            delivery(body, headers={"calendly-webhook-signature": t}),
        ),
        "shopify": Proof(
            hook("hmac", header="X-Shopify-Hmac-Sha256", encoding="base64"),
            "s",
            delivery(body, headers={"x-shopify-hmac-sha256": base64.b64encode(raw).decode()}),
        ),
        "typeform": Proof(
            hook("hmac", header="Typeform-Signature", encoding="base64", prefix="sha256="),
            "s",
            delivery(
                body, headers={"typeform-signature": f"sha256={base64.b64encode(raw).decode()}"}
            ),
        ),
        "smartlead": Proof(
            hook("hmac", body="smartlead"),
            "s",
            delivery(body, headers={"x-smartlead-signature": f"sha256={hex_hmac('s', body)}"}),
        ),
        "segment": Proof(
            hook("hmac", body="segment"),
            "s",
            delivery(body, headers={"x-signature": hex_hmac("s", body, algorithm="sha1")}),
        ),
        "hubspot": Proof(
            hook("hubspot", public_url="https://bot.example"),
            "s",
            delivery(body, headers=hubspot),
        ),
        "header": Proof(
            hook("header", header="X-Common-Room", prefix="Bearer "),
            "s",
            delivery(body, headers={"x-common-room": "Bearer s"}),
        ),
        "body": Proof(hook("body"), "s3cret-word", delivery(body)),
        "token": Proof(hook("token"), "s3cret", delivery(body, query={"token": "s3cret"})),
        "basic": Proof(
            hook("basic"), "write-key", delivery(body, headers={"authorization": f"Basic {basic}"})
        ),
    }


PROOFS = proofs()
#: Modes that sign the body.
SIGNED = (
    "standard",
    "stripe",
    "calendly",
    "shopify",
    "typeform",
    "smartlead",
    "segment",
    "hubspot",
)


def accepts(
    proof: Proof, found: Delivery | None = None, changed: Mapping[str, str] | None = None
) -> bool:
    found = found or proof.delivery
    headers = {**found.headers, **(changed or {})}
    return verify(proof.hook, [proof.secret], found._replace(headers=headers), now=NOW)


@pytest.mark.parametrize("name", PROOFS)
def test_it_accepts_what_each_sender_writes(name: str) -> None:
    assert accepts(PROOFS[name])


@pytest.mark.parametrize("name", PROOFS)
def test_it_refuses_another_secret_and_no_secret(name: str) -> None:
    proof = PROOFS[name]
    other = "whsec_" + base64.b64encode(b"another").decode() if name == "standard" else "another"
    assert not verify(proof.hook, [other], proof.delivery, now=NOW)
    assert not verify(proof.hook, [], proof.delivery, now=NOW)
    assert not verify(proof.hook, [""], proof.delivery, now=NOW)


@pytest.mark.parametrize("name", PROOFS)
def test_it_accepts_either_of_two_secrets(name: str) -> None:
    proof = PROOFS[name]
    other = "whsec_" + base64.b64encode(b"another").decode() if name == "standard" else "another"
    for secrets in ([proof.secret, other], [other, proof.secret]):
        assert verify(proof.hook, secrets, proof.delivery, now=NOW)


@pytest.mark.parametrize("name", PROOFS)
def test_it_refuses_a_delivery_without_its_headers(name: str) -> None:
    proof = PROOFS[name]
    bare = proof.delivery._replace(headers={}, query={}, body=b"{}")
    assert not verify(proof.hook, [proof.secret], bare, now=NOW)


def test_it_never_takes_an_empty_secret_for_one() -> None:
    for mode in ("header", "token", "basic", "body"):
        empty = delivery(b'{"secret":""}', headers={"x-key": "", "authorization": "Basic Og=="})
        assert not verify(hook(mode, header="X-Key"), [""], empty, now=NOW)


@pytest.mark.parametrize("name", SIGNED)
def test_it_refuses_every_flipped_bit_of_the_body(name: str) -> None:
    proof = PROOFS[name]
    for changed in flipped(proof.delivery.body):
        assert not accepts(proof, proof.delivery._replace(body=changed))


@pytest.mark.parametrize("name", [name for name in PROOFS if name not in ("body", "token")])
def test_it_refuses_every_flipped_bit_of_what_proves_it(name: str) -> None:
    proof = PROOFS[name]
    scheme = len("Basic ") * 8 if name == "basic" else 0  # the word Basic has no case
    for header in set(proof.delivery.headers) - {"content-type"}:
        value = proof.delivery.headers[header].encode()
        for number, changed in enumerate(flipped(value)):
            if number >= scheme:
                assert not accepts(proof, changed={header: changed.decode("latin-1")}), changed


def flipped(data: bytes) -> Iterator[bytes]:
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


@pytest.mark.parametrize("off", [MINUTES, -MINUTES])
@pytest.mark.parametrize("name", ["standard", "stripe", "calendly"])
def test_it_allows_clocks_five_minutes_apart_and_not_a_second_more(
    name: str, off: timedelta
) -> None:
    proof = PROOFS[name]
    more = SECOND if off > timedelta() else -SECOND
    assert verify(proof.hook, [proof.secret], proof.delivery, now=NOW + off)
    assert not verify(proof.hook, [proof.secret], proof.delivery, now=NOW + off + more)


def test_it_holds_hubspot_to_the_same_five_minutes() -> None:
    proof = PROOFS["hubspot"]
    sent = NOW + timedelta(milliseconds=123)
    for off in (MINUTES, -MINUTES):
        more = SECOND if off > timedelta() else -SECOND
        assert verify(proof.hook, [proof.secret], proof.delivery, now=sent + off)
        assert not verify(proof.hook, [proof.secret], proof.delivery, now=sent + off + more)


def odd_times(now: str) -> list[str]:
    """Ways to write the present that are none."""
    return [
        "",
        " ",
        f"{now}.0",
        f"+{now}",
        f" {now}",
        f"{now} ",
        f"{now}\n",
        f"{now}\0",
        f"{now}e0",
        f"-{now}",
        f"{now[:4]}_{now[4:]}",
        now.translate({ord(str(digit)): 0x0660 + digit for digit in range(10)}),
        f"{'0' * 9}{now}",
        "9" * 5_000,
    ]


def timed(name: str, sent: str) -> Delivery:
    """A delivery signed rightly for a time, however it is written."""
    body = b"{}"
    if name == "standard":
        return signed(body, at=sent)
    if name == "stripe":
        t = f"t={sent},v1={hex_hmac('s', sent.encode(), b'.', body)}"
        return delivery(body, headers={"stripe-signature": t})
    text = b"POSThttps://bot.example/hooks/feed" + body + sent.encode()
    value = base64.b64encode(hmac.new(b"s", text, hashlib.sha256).digest()).decode()
    headers = {"x-hubspot-signature-v3": value, "x-hubspot-request-timestamp": sent}
    return delivery(body, headers=headers)


@pytest.mark.parametrize("name", ["standard", "stripe", "hubspot"])
def test_it_reads_a_time_as_digits_alone(name: str) -> None:
    now = f"{AT}000" if name == "hubspot" else AT
    assert accepts(PROOFS[name], timed(name, now))
    for odd in odd_times(now):
        assert not accepts(PROOFS[name], timed(name, odd)), odd


MALFORMED = [
    "v1",
    "v1,",
    "v1,a,b",
    "v1,not base64!",
    "v1,  ",
    "v1,é",
    "v1,AAAA",
    "v1a,AAAA v2,AAAA",
    ",",
    "=",
    "t=",
    "t=,v1=",
    f"t={AT},v1=",
    f"t={AT},v1=zz,v1==,v1",
    f"v1,{'A' * 60_000}",
    "v1, " * 10_000,
    "\x00\xff",
    "sha256=",
    "Basic",
    "Basic =",
    "Basic \xff\xff",
]


@pytest.mark.parametrize("bad", MALFORMED)
@pytest.mark.parametrize("name", [name for name in PROOFS if name not in ("body", "token")])
def test_it_refuses_what_is_malformed_without_a_fault(name: str, bad: str) -> None:
    headers = set(PROOFS[name].delivery.headers) - {"content-type"}
    for header in headers:
        assert not accepts(PROOFS[name], changed={header: bad})


@given(header=st.text(max_size=80), body=st.binary(max_size=80))
def test_it_never_raises(header: str, body: bytes) -> None:
    for proof in PROOFS.values():
        headers = dict.fromkeys((*proof.delivery.headers, "content-encoding"), header)
        found = proof.delivery._replace(headers=headers, body=body, query={"token": header})
        assert not verify(proof.hook, [proof.secret], found, now=NOW)


class TestStandardWebhooks:
    def test_it_reproduces_the_published_vector(self) -> None:
        vector = VECTORS["standard"]
        for name in ("webhook", "svix"):
            found = delivery(
                vector["body"].encode(),
                headers={
                    f"{name}-id": vector["id"],
                    f"{name}-timestamp": vector["timestamp"],
                    f"{name}-signature": vector["signature"],
                },
            )
            now = at(vector["timestamp"])
            assert verify(hook("standard"), [vector["secret"]], found, now=now)

    def test_it_accepts_one_right_signature_among_several(self) -> None:
        found = signed(b"{}")
        right = found.headers["webhook-signature"]
        others = f"v1a,AAAA v1,{'A' * 43}= {right} v2,x"
        assert accepts(PROOFS["standard"], found, {"webhook-signature": others})

    def test_it_looks_at_a_few_signatures_only(self) -> None:
        found = signed(b"{}")
        many = "v1,AAAA " * 10 + found.headers["webhook-signature"]
        assert not accepts(PROOFS["standard"], found, {"webhook-signature": many})

    def test_it_refuses_a_signature_for_another_id(self) -> None:
        assert not accepts(PROOFS["standard"], signed(b"{}"), {"webhook-id": "msg_2"})
        assert not accepts(PROOFS["standard"], signed(b"{}", sent_id=""))

    @given(body=st.binary(max_size=200), sent_id=st.from_regex(r"[\w-]{1,40}", fullmatch=True))
    def test_it_agrees_with_the_reference_library_on_everything_valid(
        self, body: bytes, sent_id: str
    ) -> None:
        with contextlib.suppress(UnicodeDecodeError):
            text = body.decode()
            library = Webhook(STANDARD)
            headers = {
                "webhook-id": sent_id,
                "webhook-timestamp": AT,
                "webhook-signature": library.sign(sent_id, NOW, text),
            }
            with time_machine.travel(NOW, tick=False):
                library.verify(text, headers, json_parse=False)
            assert accepts(PROOFS["standard"], delivery(body, headers=headers))

    @pytest.mark.parametrize("bad", ["v1", "v1,a,b", "v1,a", "v1,AAAA  v1,AAAA", "v1,é"])
    def test_it_refuses_where_the_reference_library_breaks(self, bad: str) -> None:
        headers = {**signed(b"{}").headers, "webhook-signature": bad}
        with time_machine.travel(NOW, tick=False), pytest.raises(Exception) as caught:  # noqa: PT011
            Webhook(STANDARD).verify(b"{}", headers)
        assert not isinstance(caught.value, WebhookVerificationError)
        assert not accepts(PROOFS["standard"], delivery(b"{}", headers=headers))

    def test_it_accepts_bytes_that_are_no_text(self) -> None:
        assert accepts(PROOFS["standard"], signed(b"\xff\xfe"))

    def test_it_says_that_asymmetric_keys_are_not_offered(self) -> None:
        for secret in ("whsk_AAAA", "whpk_AAAA", "whsec_***"):
            assert "v1a" in (unusable(hook("standard"), [secret]) or "")
            assert not verify(hook("standard"), [secret], signed(b"{}"), now=NOW)


class TestHeaderSignatures:
    def test_it_reproduces_the_vector_of_github(self) -> None:
        vector = VECTORS["github"]
        found = delivery(
            vector["body"].encode(), headers={"x-hub-signature-256": vector["signature"]}
        )
        assert verify(hook("hmac", body="github"), [vector["secret"]], found, now=NOW)

    def test_it_reproduces_the_scheme_of_segment(self) -> None:
        vector = VECTORS["segment"]
        found = delivery(vector["body"].encode(), headers={"x-signature": vector["signature"]})
        assert verify(hook("hmac", body="segment"), [vector["secret"]], found, now=NOW)

    def test_it_reads_hex_in_small_or_in_capital_letters_but_not_in_both(self) -> None:
        feed = hook("hmac", header="X-Sign")
        digest = hex_hmac("s", b"{}")
        mixed = digest[:32] + digest[32:].upper()
        for text, right in ((digest, True), (digest.upper(), True), (mixed, False)):
            found = delivery(b"{}", headers={"x-sign": text})
            assert verify(feed, ["s"], found, now=NOW) is right

    @pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha512"])
    def test_it_knows_three_hashes(self, algorithm: str) -> None:
        feed = hook("hmac", header="X-Sign", algorithm=algorithm, prefix="v0=")
        value = f"v0={hex_hmac('s', b'{}', algorithm=algorithm)}"
        assert verify(feed, ["s"], delivery(b"{}", headers={"x-sign": value}), now=NOW)

    def test_it_says_which_header_is_missing_in_the_rules(self) -> None:
        for mode in ("hmac", "timestamped", "header"):
            assert "needs header" in (unusable(hook(mode), ["s"]) or "")
            assert unusable(hook(mode, header="X-Sign"), ["s"]) is None


class TestHubSpot:
    def test_it_reproduces_the_published_vector(self) -> None:
        vector = VECTORS["hubspot"]
        found = delivery(
            vector["body"].encode(),
            path="/inside",
            headers={
                "x-hubspot-signature-v3": vector["signature"],
                "x-hubspot-request-timestamp": vector["timestamp"],
            },
        )
        feed = hook("hubspot", public_url=vector["url"])
        now = at(vector["timestamp"][:-3])
        assert verify(feed, [vector["secret"]], found, now=now)

    def test_it_signs_the_address_hubspot_called(self) -> None:
        found = delivery(path="/hooks/crm", query={"a": "1 2"}, headers={"host": "bot.example"})
        assert called(hook("hubspot"), found) == "https://bot.example/hooks/crm?a=1+2"
        raw = found._replace(raw_query="a=1%202")
        base = hook("hubspot", public_url="https://p.example/")
        assert called(base, raw) == "https://p.example/hooks/crm?a=1%202"
        whole = hook("hubspot", public_url="https://p.example/in")
        assert called(whole, raw) == "https://p.example/in?a=1%202"

    def test_it_decodes_the_characters_hubspot_decodes(self) -> None:
        signed_as = (
            b"POSThttps://bot.example/hooks/feed?to=a@b.example&x=%20" + b"{}" + f"{AT}000".encode()
        )
        value = base64.b64encode(hmac.new(b"s", signed_as, hashlib.sha256).digest()).decode()
        headers = {"x-hubspot-signature-v3": value, "x-hubspot-request-timestamp": f"{AT}000"}
        found = delivery(headers=headers, raw_query="to=a%40b.example&x=%20")
        feed = hook("hubspot", public_url="https://bot.example")
        assert verify(feed, ["s"], found, now=NOW)


class TestSecretsShown:
    @pytest.mark.parametrize(
        ("body", "name"),
        [("lemlist", "secret"), ("smartlead", "secret_key"), ("posthog", "api_key")],
    )
    def test_it_finds_a_secret_in_the_body_where_its_sender_puts_it(
        self, body: str, name: str
    ) -> None:
        content = json.dumps({"batch": [{"n": 1}], name: "key-1"}).encode()
        feed = hook("body", body=body)
        assert verify(feed, ["key-1"], delivery(content), now=NOW)
        assert not verify(feed, ["key-2"], delivery(content), now=NOW)
        squeezed = delivery(gzip.compress(content), headers={"content-encoding": "gzip"})
        assert verify(feed, ["key-1"], squeezed, now=NOW)

    def test_it_knows_a_secret_with_slashes_the_way_php_writes_it(self) -> None:
        found = delivery(rb'{"secret": "a\/b+c\/=="}')
        assert verify(hook("body"), ["a/b+c/=="], found, now=NOW)
        assert not verify(hook("body"), [r"a\/b+c\/=="], found, now=NOW)
        assert not verify(hook("body"), ["a"], delivery(rb'{"secret": "a\"}'), now=NOW)

    @pytest.mark.parametrize("wire", ["clé".encode(), "clé".encode("latin-1")])
    def test_it_knows_a_secret_beyond_ascii_in_a_header(self, wire: bytes) -> None:
        found = delivery(headers={"x-secret": wire.decode("latin-1")})
        feed = hook("header", header="X-Secret")
        assert verify(feed, ["clé"], found, now=NOW)
        assert not verify(feed, ["cle"], found, now=NOW)

    def test_it_does_not_take_a_secret_under_another_key(self) -> None:
        feed = hook("body", field="secret")
        assert not verify(feed, ["key-1"], delivery(b'{"other":"key-1"}'), now=NOW)

    def test_it_survives_a_body_that_only_says_it_is_compressed(self) -> None:
        found = delivery(b'{"secret":"key-1"}', headers={"content-encoding": "gzip"})
        assert not verify(hook("body"), ["key-1"], found, now=NOW)

    def test_it_takes_a_user_and_password_or_a_key_alone(self) -> None:
        for secret, pair in (("key", "key:"), ("user:pass", "user:pass")):
            value = f"basic {base64.b64encode(pair.encode()).decode()}"
            found = delivery(headers={"authorization": value})
            assert verify(hook("basic"), [secret], found, now=NOW)

    def test_it_takes_a_token_under_the_name_the_feed_gives_it(self) -> None:
        feed = hook("token", field="k")
        assert verify(feed, ["s"], delivery(query={"k": "s"}), now=NOW)
        assert not verify(feed, ["s"], delivery(query={"token": "s"}), now=NOW)


def cost(proof: Proof, found: Delivery) -> float:
    """Milliseconds of CPU to refuse a delivery, the best of some."""
    best = 1e9
    for _ in range(5):
        start = time.process_time()
        assert not verify(proof.hook, [proof.secret, proof.secret], found, now=NOW)
        best = min(best, time.process_time() - start)
    return best * 1_000


@pytest.mark.parametrize("name", PROOFS)
def test_it_refuses_in_five_milliseconds_of_work(name: str) -> None:
    proof = PROOFS[name]
    headers = dict.fromkeys(proof.delivery.headers, "v1,AAAA")
    large = proof.delivery._replace(headers=headers, query={"token": "x"}, body=b"[" * 1_000_000)
    bomb = gzip.compress(b" " * 100_000_000)
    packed = large._replace(headers={**headers, "content-encoding": "gzip"}, body=bomb)
    assert cost(proof, large) < 5
    assert cost(proof, packed) < 5
