"""The files that say who we are: company, proofs."""

from datetime import date

from pydantic import Field

from prospector.rules.models.base import (
    Example,
    Language,
    LocalText,
    Model,
    Slug,
    Text,
)


class Sender(Model):
    """A person messages are signed by."""

    id: Slug = Field(description="Short name.")
    name: str = Field(description="Full name, as signed.")
    title: Text = Field(description="Role, as signed.")
    email: str = Field(description="Mailbox the message leaves from.")
    linkedin_url: str | None = Field(default=None, description="Profile invitations come from.")


class CompanyFile(Model):
    """company.yaml: who we are."""

    name: str = Field(description="Our name.")
    site: str = Field(description="Our web address.")
    offer: Text = Field(description="What we do, in one sentence that can follow 'we'.")
    postal_address: str = Field(description="Needed in a first contact.")
    privacy_notice: Text = Field(
        description="One sentence: who we are, why we write, where your data came from, how to object."
    )
    default_country: str = Field(
        default="FR", description="ISO code for people whose country is unknown."
    )
    default_language: Language = Field(
        default="en", description="Language of people whose own is unknown."
    )
    own_domains: list[str] = Field(
        description="Our mail and web domains: colleagues are never prospects."
    )
    integrations: list[str] = Field(default_factory=list, description="Tools we integrate with.")
    competitors: list[str] = Field(
        default_factory=list, description="Competing companies or tools, by name."
    )
    competitor_domains: list[str] = Field(default_factory=list, description="Competitors' domains.")
    customer_domains: list[str] = Field(
        default_factory=list, description="Customers no CRM export names."
    )
    partner_domains: list[str] = Field(default_factory=list, description="Partners.")
    senders: list[Sender] = Field(min_length=1, description="Who signs.")
    tests: list[Example] = Field(default_factory=list, description="Tests of this file.")


class Proof(Model):
    """A claim of ours that a draft may cite."""

    id: Slug = Field(description="Unique in the file.")
    claim: LocalText = Field(description="The claim, as a sentence.")
    industries: list[str] = Field(default_factory=list, description="Sectors it speaks to.")
    segments: list[str] = Field(
        default_factory=list, description="Segments it speaks to; empty = all."
    )
    employees_min: int | None = Field(default=None, description="Least employees it speaks to.")
    employees_max: int | None = Field(default=None, description="Most employees it speaks to.")
    link: str | None = Field(default=None, description="Page that shows it.")
    valid_until: date = Field(description="Last day it may be cited.")
    agreed: bool = Field(description="Whether the customer agreed to publication.")


class ProofsFile(Model):
    """proofs.yaml: what we may claim."""

    proofs: list[Proof] = Field(default_factory=list, description="The claims.")
    tests: list[Example] = Field(default_factory=list, description="Tests of this file.")
