"""Payloads: the hash by which it is told whether a key comes with what it came with before.

A number is hashed by its value: 1, 1.0 and "1.00" are one price, and a client that writes it
otherwise on a retry has not asked for anything else. Names and values count, their order does not.
"""

import hashlib
from decimal import Decimal
from typing import Any

import msgspec

from hubproof.contract.mesolive.wiremodel import JsonElement

_PLACES = 2
"""Prices are written with as many at the least; which number is taken makes no difference."""

_INTEGER_DIGITS = 18
"""Longer integers are written as decimals are: a short text may stand for millions of digits."""


def payload_hash(args: object) -> str:
    """SHA-256 of the arguments as JSON with sorted keys: equal payloads have equal hashes."""
    plain = msgspec.to_builtins(args, builtin_types=(Decimal,), enc_hook=_element)
    return hashlib.sha256(_SORTED.encode(_canonical(plain))).hexdigest()


_SORTED = msgspec.json.Encoder(order="sorted")


def _element(value: object) -> Any:
    assert isinstance(value, JsonElement), f"{type(value).__name__} has no JSON form"
    return _of_no_type(value.content)


def _of_no_type(value: Any) -> Any:
    """JSON that no model describes: one text may have an integer where another has a decimal."""
    if isinstance(value, dict):
        return {name: _of_no_type(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_of_no_type(one) for one in value]
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    if isinstance(value, Decimal):
        is_short = not value or value.adjusted() < _INTEGER_DIGITS
        return int(value) if is_short and value % 1 == 0 else value
    return value


def _canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _canonical(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(one) for one in value]
    return _text(value) if isinstance(value, Decimal) else value


def _text(number: Decimal) -> str:
    """One text for each value, exact however many digits it has."""
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int), "a decimal of the contract is finite"
    text = "".join(map(str, digits))
    kept = text.rstrip("0")
    if not kept.strip("0"):
        return "0.00"
    exponent += len(text) - len(kept)
    if abs(exponent) > _INTEGER_DIGITS:
        return f"{'-' * sign}{kept}E{exponent}"
    exact = Decimal((sign, tuple(map(int, kept)), exponent))
    return f"{exact:.{max(_PLACES, -exponent)}f}"
