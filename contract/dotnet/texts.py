"""Whole numbers and truths in plain text, as .NET's `TryParse` reads them.

Rule: what is blank around them does not count, nor do zero characters at the end; a number that
does not fit its 32 bits is none.
"""

import re
import string

from hubproof.contract.dotnet.kinds import INT32

_BLANK = string.whitespace + "\0"
_INTEGER = re.compile(r"[\t-\r ]*[+-]?[0-9]+[\t-\r ]*\0*")


def int32_of(text: str) -> int | None:
    """The integer of 32 bits in `text`, or None."""
    if not _INTEGER.fullmatch(text):
        return None
    value = int(text.strip(_BLANK))
    return value if INT32.holds(value) else None


def is_true(text: str) -> bool:
    """Whether `text` says `true`, in whatever case."""
    return text.strip(_BLANK).lower() == "true"
