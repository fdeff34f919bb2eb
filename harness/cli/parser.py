"""What every parser of the command line has in common.

A mistake raises instead of exiting, so that `--json` can answer a mistyped option with an object
too.
"""

import argparse
from typing import NoReturn

from hubproof.harness.cli.exits import UsageError


class Parser(argparse.ArgumentParser):
    """A parser that raises, and that takes no option by half its name."""

    def __init__(self, *, prog: str, description: str | None = None) -> None:
        super().__init__(prog=prog, description=description, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments.

        Raises:
            UsageError: Always.
        """
        raise UsageError(f"{message}; {self.prog} --help shows what may be asked")


def within(text: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`.

    Raises:
        argparse.ArgumentTypeError: It is none.
    """
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(high))
    if not is_number or not low <= int(text) <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {low} to {high}")
    return int(text)


def is_bearer_key(text: str) -> bool:
    """Whether a key can travel in a header, where anything else would be cut off or refused."""
    return bool(text) and all("!" <= letter <= "~" for letter in text)
