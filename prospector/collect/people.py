"""Who and which company a record speaks of: canonical identities, and the strongest of them."""

import polars as pl

from prospector.collect import columns, quick
from prospector.collect.records import Records, nulls
from prospector.collect.reject import RejectCode
from prospector.identifiers import (
    company_key,
    is_freemail,
    is_role_address,
    name_key,
    registrable_domain,
)
from prospector.tables import AccountIdentityKind, IdentityKind

#: Columns this adds: canonical values per identity, and the strongest person and account.
PERSON = {
    IdentityKind.EMAIL: "email",
    IdentityKind.PROFILE: "linkedin_url",
    IdentityKind.PHONE: "phone",
    IdentityKind.NAME_COMPANY: "name_company",
}
ACCOUNT = {AccountIdentityKind.DOMAIN: "domain_key", AccountIdentityKind.NAME: "company_key"}
_SEPARATOR = "\x1f"
#: A name that stands for the other half.
_FILLER = "zz"


def identify(records: Records) -> None:
    """Add identities to records; refuse those by which nobody can be found."""
    known = records.columns
    email = records.text("email")
    # Read already: what is left to ask is whose it is.
    own_domain = columns.mapped(records.text("domain"), _company_domain, quick.company_domain)
    known["domain"] = own_domain  # a mailbox provider's is nobody's company
    undomained = pl.select(pl.when(own_domain.is_null()).then(email).alias("email")).to_series()
    known["domain_key"] = own_domain.alias("domain_key")
    if undomained.null_count() < undomained.len():
        mail_domain = columns.mapped(_host(undomained), _company_domain)
        known["domain_key"] = pl.select(pl.coalesce(own_domain, mail_domain)).to_series()
    known["domain_key_raw"] = pl.select(
        pl.coalesce(
            pl.when(own_domain.is_not_null()).then(records.text("domain_raw")), known["domain_key"]
        )
    ).to_series()
    known["company_key"] = columns.mapped(records.text("company"), company_key)
    known["name_company"] = _name_company(records)
    _strongest(records, email)
    _refuse_nobody(records)


def _host(email: pl.Series) -> pl.Series:
    """What an address's domain hangs on; the whole address where a slash makes it look like a page."""
    host = email.str.extract("@([^@]*)$")
    return pl.select(
        pl.when(email.str.contains("/", literal=True)).then(email).otherwise(host)
    ).to_series()


def _company_domain(address: str) -> str | None:
    domain = registrable_domain(address)
    return None if domain is None or is_freemail(domain) else domain


def _name_company(records: Records) -> pl.Series:
    names = pl.DataFrame({name: records.text(name) for name in ("first_name", "last_name", "name")})
    if all(names[name].null_count() == names.height for name in names.columns):
        return nulls(records.height)
    keys = _from_halves(names)
    left = names.filter(keys.is_null()).select(
        pl.concat_str(pl.all().fill_null(""), separator=_SEPARATOR).alias("names")
    )["names"]
    if not left.is_empty():
        keys = keys.scatter(keys.is_null().arg_true(), columns.mapped(left, _name_key))
    company = pl.coalesce(records.columns["company_key"], records.columns["domain_key"])
    return pl.select(pl.concat_str(keys, company, separator="|")).to_series()


def _from_halves(names: pl.DataFrame) -> pl.Series:
    """The key of a first and a last name, from each on its own; null where one of them is missing."""
    first = columns.mapped(names["first_name"], _first, quick.name)
    last = columns.mapped(names["last_name"], _last, quick.name)
    return pl.select(pl.concat_str(first, last, separator=" ")).to_series()


def _first(name: str) -> str | None:
    key = name_key(name, _FILLER, None)
    return key and key.removesuffix(f" {_FILLER}")


def _last(name: str) -> str | None:
    key = name_key(_FILLER, name, None)
    return key and key.removeprefix(f"{_FILLER} ")


def _name_key(joined: str) -> str | None:
    first, last, name = (part or None for part in joined.split(_SEPARATOR))
    return name_key(first, last, name)


def _strongest(records: Records, email: pl.Series) -> None:
    known = records.columns
    personal = columns.mapped(email, _personal, quick.person)
    values = {kind: records.text(column) for kind, column in PERSON.items()}
    values[IdentityKind.EMAIL] = personal
    known["person_kind"], known["person_value"] = _first_filled(values)
    companies = {kind: records.text(column) for kind, column in ACCOUNT.items()}
    known["account_kind"], known["account_value"] = _first_filled(companies)


def _personal(address: str) -> str | None:
    return None if is_role_address(address) else address


def _first_filled(
    values: dict[IdentityKind, pl.Series] | dict[AccountIdentityKind, pl.Series],
) -> list[pl.Series]:
    kinds = [
        pl.when(column.is_not_null()).then(pl.lit(kind.value)) for kind, column in values.items()
    ]
    frame = pl.select(
        pl.coalesce(kinds).alias("kind"), pl.coalesce(*values.values()).alias("value")
    )
    return frame.get_columns()


def _refuse_nobody(records: Records) -> None:
    someone = pl.select(
        pl.any_horizontal(
            records.text(name).is_not_null()
            for name in ("email", "phone", "linkedin_url", "domain_key", "company_key")
        )
    ).to_series()
    if someone.all():
        return
    given = pl.select(
        pl.concat_str(
            [
                pl.concat_str(pl.lit(f"{name} "), records.text(f"{name}_raw"))
                for name in ("email", "phone", "linkedin_url", "domain", "company")
            ],
            separator=", ",
            ignore_nulls=True,
        )
    ).to_series()
    detail = pl.select(
        pl.when(given == "")
        .then(pl.lit("no e-mail, phone, profile URL, domain or company"))
        .otherwise(pl.concat_str(pl.lit("nobody is found by "), given))
    ).to_series()
    records.refuse(~someone, RejectCode.NO_IDENTITY, detail)
