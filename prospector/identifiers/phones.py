"""Phone numbers as E.164."""

from functools import lru_cache


@lru_cache(maxsize=65_536)
def phone_key(raw: str, country: str) -> str | None:
    """The number as E.164 ("+33199001234"); one without prefix is dialled in `country`."""
    import phonenumbers

    text = raw.strip().removeprefix("p:")  # lead forms write p:+46…
    try:
        number = phonenumbers.parse(text, country.upper() or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    if len(set(str(number.national_number))) == 1:  # 0000000000 and its like
        return None
    key: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return key
