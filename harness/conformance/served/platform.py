"""What the recorded server's methods take from their platform: waiting, capital letters, NaN.

Rule: where Python does something else, .NET's way is followed, errors included.
"""

import asyncio
import struct
from dataclasses import dataclass
from typing import ClassVar

NAN: float = struct.unpack(">d", bytes.fromhex("fff8000000000000"))[0]
"""Not a number, with the sign that it has there."""

FOREVER = -1
DOTLESS_I = "\u0131"


@dataclass(frozen=True, slots=True)
class CancellationToken:
    """A token that a client sends, as an argument like any other: none of its members is told."""

    is_struct: ClassVar[bool] = True


class OutOfRangeError(ValueError):
    """A number that makes no sense where it was given."""

    named = "ArgumentOutOfRangeException"


def seconds(milliseconds: int) -> float | None:
    """How long to wait; None for ever.

    Raises:
        OutOfRangeError: it is less than nothing.
    """
    if milliseconds < FOREVER:
        raise OutOfRangeError(
            "The value needs to be either -1 (signifying an infinite timeout), 0 or a positive"
            " integer. (Parameter 'millisecondsDelay')"
        )
    return None if milliseconds == FOREVER else milliseconds / 1000


async def delay(milliseconds: int) -> None:
    """Wait so long, as Task.Delay does."""
    wait_s = seconds(milliseconds)
    await (asyncio.get_running_loop().create_future() if wait_s is None else asyncio.sleep(wait_s))


def upper(text: str) -> str:
    """In capital letters, one for each letter: what would become two stays as it is."""
    return "".join(map(_upper, text))


def _upper(letter: str) -> str:
    forms = (letter.upper(), letter.title())
    return next((one for one in forms if len(one) == 1 and letter != DOTLESS_I), letter)
