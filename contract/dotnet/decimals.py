"""The .NET decimal: 96 bits and a scale of up to 28 places, which keeps the zeros it was given.

Rules: what has more places is rounded, half to even; what is larger is refused; nothing is minus
zero.
"""

import re
from decimal import Decimal

SCALE_MAX = 28
_PRECISION = 29
_MANTISSA_MAX = (1 << 96) - 1
_NUMBER = re.compile(
    r"(?P<sign>[+-])?(?P<whole>\d*)(?:\.(?P<rest>\d*))?(?:[eE](?P<power>[+-]?\d+))?", re.ASCII
)


def parse(text: str) -> Decimal:
    """The decimal that a number's text stands for.

    Raises:
        ValueError: it is none, or larger than any.
    """
    match = _NUMBER.fullmatch(text)
    if match is None or not (match["whole"] or match["rest"]):
        raise ValueError("not a decimal")
    rest = match["rest"] or ""
    digits = (match["whole"] + rest).lstrip("0")
    power = max(-1000, min(1000, int((match["power"] or "0")[:8])))
    left = len(digits) - len(rest) + power  # digits before the point
    sign = int(match["sign"] == "-")
    if not digits:
        return _decimal(0, 0, max(0, min(SCALE_MAX, -left)))
    mantissa, places = _fitted(digits, left)
    return _decimal(sign, mantissa, places)


def _fitted(digits: str, left: int) -> tuple[int, int]:
    """As many of the digits as fit, as a whole number with so many places."""
    if left > _PRECISION:
        raise ValueError("too large for a decimal")
    mantissa, place = 0, 0
    while left > 0 or (place < len(digits) and left > -SCALE_MAX):
        digit = int(digits[place]) if place < len(digits) else 0
        if mantissa * 10 + digit > _MANTISSA_MAX:
            break
        mantissa = mantissa * 10 + digit
        place += 1
        left -= 1
    tail = digits[place:]
    if tail and (tail[0] > "5" or (tail[0] == "5" and (mantissa % 2 or tail[1:].strip("0")))):
        mantissa += 1
        if mantissa > _MANTISSA_MAX:
            mantissa, left = mantissa // 10 + 1, left + 1
    if left > 0:
        raise ValueError("too large for a decimal")
    return (0, SCALE_MAX) if left <= -_PRECISION else (mantissa, -left)


def _decimal(sign: int, mantissa: int, places: int) -> Decimal:
    return Decimal((sign, tuple(map(int, str(mantissa))), -places))


def told(value: Decimal) -> str:
    """The text of a decimal, with its zeros and without an exponent."""
    return format(value or value.copy_abs(), "f")
