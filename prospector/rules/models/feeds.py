"""feeds.yaml: where signals come from, when they are fetched, and who may post them."""

import re
from enum import StrEnum
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, model_validator

from prospector.identifiers import hosts
from prospector.rules import cron
from prospector.rules.models.base import Example, Model, Text
from prospector.tables import SourceRank

#: What a name in an address cannot hold.
_IN_NO_ADDRESS = frozenset("/?#%\\")
_SECONDS = {"s": 1, "min": 60, "h": 3_600, "d": 86_400}
#: A feed that never ran looks back a year for the slot to begin with.
_LONGEST_D = 366


def _is_duration(value: str) -> str:
    if not re.fullmatch(r"[1-9]\d*\s*(s|min|h|d)", value):
        raise ValueError("write a number and s, min, h or d: 30 s, 15 min, 6 h, 1 d")
    if seconds(value) > _LONGEST_D * _SECONDS["d"]:
        raise ValueError(f"longer than {_LONGEST_D} d, a year")
    return value


def _is_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError(f"unknown time zone {value!r}; use an IANA name such as Europe/Paris")
    return value


def _is_cron(value: str) -> str:
    cron.read(value)
    return value


#: A length of time as people write it: `15 min`, `6 h`, `1 d`.
Duration = Annotated[str, AfterValidator(_is_duration)]
Zone = Annotated[str, AfterValidator(_is_zone)]
CronFields = Annotated[str, AfterValidator(_is_cron)]
#: A text in which `${NAME}` stands for the environment variable NAME (or the file NAME_FILE names).
Secret = str


def seconds(duration: str) -> int:
    """A duration in seconds."""
    number, unit = re.fullmatch(r"(\d+)\s*(\w+)", duration).groups()  # type: ignore[union-attr]
    return int(number) * _SECONDS[unit]


class CatchUp(StrEnum):
    """What happens to slots that passed while nobody was there to run them."""

    LATEST = "latest"
    ALL = "all"
    NONE = "none"


class Schedule(Model):
    """When a feed is fetched by itself."""

    cron: CronFields | None = Field(
        default=None, description="Five cron fields; names for weekdays (mon-fri), not numbers."
    )
    every: Duration | None = Field(
        default=None, description="Or a fixed interval: 15 min, 6 h, 1 d."
    )
    zone: Zone | None = Field(
        default=None, description="Zone of the cron fields; default: the workspace's."
    )
    catch_up: CatchUp = Field(
        default=CatchUp.LATEST,
        description="Slots missed while nothing ran: the latest one, all of them, or none.",
    )

    @model_validator(mode="after")
    def _has_one(self) -> "Schedule":
        if (self.cron is None) == (self.every is None):
            raise ValueError("give cron or every")
        return self


class Paging(Model):
    """How a paged JSON source says where its next page is."""

    by: Literal["page", "offset", "cursor", "link"] = Field(
        description="page number, offset of items, a cursor in the answer, or a Link header."
    )
    param: str | None = Field(default=None, description="Query parameter that carries it.")
    size_param: str | None = Field(default=None, description="Query parameter of the page size.")
    size: int = Field(default=100, ge=1, le=10_000, description="Items per page.")
    start: int = Field(default=1, ge=0, description="First page number.")
    next: str | None = Field(
        default=None, description="Dotted path of the next cursor (or address) in the answer."
    )
    total: str | None = Field(
        default=None, description="Dotted path of how many items there are, where the answer says."
    )
    hosts: list[str] = Field(
        default_factory=list,
        description="Other hosts the next address may name; the feed's keys are sent there too.",
    )
    most: int = Field(default=100, ge=1, le=100_000, description="Most pages in one run.")

    @model_validator(mode="after")
    def _says_where_the_next_is(self) -> "Paging":
        if (self.by == "cursor") != (self.next is not None):
            raise ValueError("by: cursor and next: … go together")
        return self


class HookMode(StrEnum):
    """How a webhook proves who sent it."""

    STANDARD = "standard"
    TIMESTAMPED = "timestamped"
    HMAC = "hmac"
    HUBSPOT = "hubspot"
    HEADER = "header"
    BODY = "body"
    TOKEN = "token"  # noqa: S105 - the name of a mode
    BASIC = "basic"


class HookBody(StrEnum):
    """What a webhook's body looks like."""

    PROSPECTOR = "prospector"
    CLOUDEVENTS = "cloudevents"
    SEGMENT = "segment"
    POSTHOG = "posthog"
    GITHUB = "github"
    CALENDLY = "calendly"
    HUBSPOT = "hubspot"
    STRIPE = "stripe"
    LEMLIST = "lemlist"
    INSTANTLY = "instantly"
    SMARTLEAD = "smartlead"
    RB2B = "rb2b"


class Hook(Model):
    """A feed that others post to: how they prove who they are, and what they send."""

    mode: HookMode = Field(description="How the sender proves who it is.")
    secrets: list[Secret] = Field(
        min_length=1,
        max_length=2,
        description="The secret as ${NAME}; a second one is valid too while you rotate.",
    )
    header: str | None = Field(
        default=None, description="Header that carries the signature or secret."
    )
    algorithm: Literal["sha1", "sha256", "sha512"] = Field(
        default="sha256", description="Hash of an HMAC."
    )
    encoding: Literal["hex", "base64"] = Field(
        default="hex", description="How the signature is written."
    )
    prefix: str = Field(default="", description="Text before the signature, such as sha256=.")
    field: str | None = Field(
        default=None, description="Body field or query parameter of a secret."
    )
    public_url: str | None = Field(
        default=None, description="Address the sender calls, where a proxy stands before us."
    )
    body: HookBody = Field(default=HookBody.PROSPECTOR, description="What the body looks like.")


class CollectorName(StrEnum):
    """The code that reads a feed."""

    FILE = "file"
    HTTP = "http"
    HOOK = "hook"
    GREENHOUSE = "greenhouse"
    LEVER = "lever"
    ASHBY = "ashby"
    IMAP = "imap"
    GITHUB_STARS = "github_stars"
    HUBSPOT = "hubspot"
    LEMLIST = "lemlist"
    LEMLIST_SIGNALS = "lemlist_signals"
    SMARTLEAD = "smartlead"
    INSTANTLY = "instantly"


#: Collectors that read something named: a job board, a repository.
_NEEDS_BOARD = frozenset(
    {
        CollectorName.GREENHOUSE,
        CollectorName.LEVER,
        CollectorName.ASHBY,
        CollectorName.GITHUB_STARS,
    }
)
#: Collectors that log in.
_NEEDS_AUTH = frozenset(
    {
        CollectorName.HUBSPOT,
        CollectorName.LEMLIST,
        CollectorName.LEMLIST_SIGNALS,
        CollectorName.SMARTLEAD,
        CollectorName.INSTANTLY,
    }
)


class FeedRule(Model):
    """A configured place signals come from."""

    collector: CollectorName = Field(
        default=CollectorName.FILE,
        description="The code that reads it: file, http, hook, or a named source.",
    )
    path: str | None = Field(
        default=None, description="A file, folder or glob, relative to the workspace."
    )
    url: Secret | None = Field(default=None, description="Address of a document; ${NAME} allowed.")
    board: str | None = Field(
        default=None, description="Name of the board, repository or campaign."
    )
    format: Literal["csv", "json", "jsonl", "rss"] | None = Field(
        default=None, description="What the address answers; default: recognised from content."
    )
    items: str | None = Field(
        default=None, description="Dotted path of the list of items in a JSON answer."
    )
    paging: Paging | None = Field(default=None, description="How to reach the next page.")
    params: dict[str, Secret] = Field(default_factory=dict, description="Query parameters.")
    headers: dict[str, Secret] = Field(default_factory=dict, description="Request headers.")
    auth: Secret | None = Field(default=None, description="Key of a named source, as ${NAME}.")
    allow_private: bool = Field(
        default=False, description="Allow addresses inside your own network."
    )
    schedule: Schedule | None = Field(default=None, description="When it is fetched by itself.")
    timeout: Duration = Field(default="10 min", description="Most time one run may take.")
    expect_every: Duration | None = Field(
        default=None, description="The feed is late when nothing came for so long."
    )
    hook: Hook | None = Field(default=None, description="Who may post to /hooks/<feed>.")
    profile: str | None = Field(
        default=None, description="Read as this sort of file; default: recognised."
    )
    origin: Text = Field(
        description="Where the data come from, in words a person would accept as an answer."
    )
    rank: SourceRank = Field(
        default=SourceRank.FEED, description="person beats crm beats feed when values differ."
    )
    kind: str | None = Field(default=None, description="Kind of rows that carry none.")
    map: dict[str, str] = Field(
        default_factory=dict, description="Record field: column of the file."
    )
    set: dict[str, str] = Field(default_factory=dict, description="Record field: constant value.")
    consent: bool = Field(
        default=False, description="Whether people consented to the tracker behind it."
    )

    @property
    def reads_back(self) -> bool:
        """Whether what is posted only names objects, which are then read with the feed's key."""
        return self.hook is not None and self.hook.body is HookBody.HUBSPOT and bool(self.auth)

    @model_validator(mode="after")
    def _has_what_it_reads(self) -> "FeedRule":
        if self.collector is CollectorName.FILE and self.path is None:
            raise ValueError("a feed of files needs path")
        if self.collector is CollectorName.HTTP and self.url is None:
            raise ValueError("a feed over HTTP needs url")
        if reason := hosts.refused(hosts.host_in(self.url or "")):
            raise ValueError(reason)
        if self.paging is not None and self.format not in (None, "json"):
            raise ValueError("only JSON is paged: leave out format, or paging")
        if self.collector is CollectorName.IMAP and (self.url is None or self.auth is None):
            raise ValueError("a mailbox needs url (imaps://user%40domain@host/Folder) and auth")
        if self.collector in _NEEDS_AUTH and self.auth is None:
            raise ValueError(f"a feed of {self.collector.value} needs auth: ${{NAME_OF_ITS_KEY}}")
        if self.collector in _NEEDS_BOARD and self.board is None:
            raise ValueError(f"a feed of {self.collector.value} needs board")
        if (self.collector is CollectorName.HOOK) != (self.hook is not None):
            raise ValueError("collector: hook and hook: {…} go together")
        return self


class FeedsFile(Model):
    """feeds.yaml: where signals come from."""

    feeds: dict[str, FeedRule] = Field(default_factory=dict, description="Feeds by name.")
    tests: list[Example] = Field(default_factory=list, description="Tests of this file.")

    @model_validator(mode="after")
    def _can_be_named(self) -> "FeedsFile":
        for name, rule in self.feeds.items():
            if not name.strip():
                raise ValueError("a feed without a name")
            if rule.hook is not None and set(name) & _IN_NO_ADDRESS:
                raise ValueError(
                    f"{name!r}: nobody can post to /hooks/{name}: use letters, digits, - and _"
                )
        return self
