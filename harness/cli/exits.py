"""Exit statuses and the errors that lead to them (architecture, decision 4).

A script must be able to tell a guilty client from a mistyped command and from a fault of our own.
"""

from enum import IntEnum

from hubproof.harness.verdict import Verdict


class Exit(IntEnum):
    """What the command's status says."""

    VALID = 0
    INVALID = 1
    UNKNOWN = 2
    USAGE = 3
    HARNESS = 4


class UsageError(Exception):
    """What was asked for cannot be done; the sentence names the input and the remedy."""


class NotVerifiedError(Exception):
    """Nothing can be said of what was to be verified; the sentence says why (status 2)."""


class BrokenOffError(Exception):
    """A run could not be carried out, by no fault of its subject's; `again` is its command."""

    def __init__(self, sentence: str, again: str) -> None:
        super().__init__(sentence)
        self.again = again


def exit_of(verdict: Verdict) -> Exit:
    """The status that a verdict ends in."""
    return {
        Verdict.VALID: Exit.VALID,
        Verdict.INVALID: Exit.INVALID,
        Verdict.UNKNOWN: Exit.UNKNOWN,
    }[verdict]
