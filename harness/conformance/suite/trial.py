"""What a trial ends with when it does not end well, and the comparison that decides it.

Rule: pure. Whoever expects says what, in words a reader can check against the sentence of the case.
"""

import json
from typing import Any

SHOWN = 300
"""Characters of an expectation or an answer that are told."""


class DepartedError(Exception):
    """The server does something else than what the case demands."""

    def __init__(self, expected: str, came: str) -> None:
        super().__init__(f"expected {expected}, got {came}")
        self.expected = expected
        self.came = came


class CannotTryError(Exception):
    """The case could not be tried; the sentence says what it lacked."""


def shown(value: Any) -> str:
    """A value in one short line."""
    if isinstance(value, bytes):
        try:
            text = value.decode()
        except UnicodeDecodeError:
            text = value.hex()
        if not text.isprintable():
            text = repr(text)
    elif isinstance(value, str):
        text = value
    else:
        text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def expect(what: str, expected: Any, came: Any) -> None:
    """Hold what came to what was expected.

    Raises:
        DepartedError: they differ.
    """
    if type(expected) is not type(came) or expected != came:
        raise DepartedError(f"{what}: {shown(expected)}", shown(came))


def demand(holds: bool, expected: str, came: Any) -> None:  # noqa: FBT001  # a condition
    """Hold the server to a condition that is said in words.

    Raises:
        DepartedError: it does not hold.
    """
    if not holds:
        raise DepartedError(expected, shown(came))
