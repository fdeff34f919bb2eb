"""A value without a kind: its bytes as they came, and the encoding that they are in.

Rule: within one encoding it goes on as it came. To a peer that speaks the other it is told anew by
what it means, because bytes of the one are no value in the other.
"""

import json
from dataclasses import dataclass
from typing import Any

WHOLE_DIGITS_MAX = 20
"""No whole number of MessagePack's has more, its sign included."""


@dataclass(frozen=True, slots=True)
class Untyped:
    """What an annotation of `object` takes: JSON text, or MessagePack where it `is_packed`."""

    data: bytes
    is_packed: bool


def value_in_json(text: bytes) -> Any:
    """What JSON text means, in plain Python.

    A whole number too large for MessagePack is a double, and of members that come twice the last
    one counts. Half a surrogate pair stays in its text.

    Raises:
        ValueError: it is no JSON.
    """
    return _loads(text.decode(errors="replace"))


def _whole(digits: str) -> int | float:
    if len(digits) <= WHOLE_DIGITS_MAX and -(1 << 63) <= int(digits) < 1 << 64:
        return int(digits)
    return float(digits)


_loads = json.JSONDecoder(parse_int=_whole).decode
