"""What a server answered."""

from collections.abc import Mapping
from typing import NamedTuple


class Answer(NamedTuple):
    """What a server answered; header names are in lower case, the address is without secrets."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    address: str
