"""Blinding: one checker replaced by "valid", to see whether anybody would notice.

A suite that stays green with a blind checker does not test that checker. The name comes from the
environment, because the proof starts a whole suite with it; it is read here and nowhere else.
"""

import os
from collections.abc import Mapping

from hubproof.harness.checkers import Checker, checkers_with_blinded
from hubproof.harness.cli.exits import UsageError

VARIABLE = "HUBPROOF_BLIND"


def warning() -> str | None:
    """The sentence that goes with every verdict while a checker is blind."""
    name = os.environ.get(VARIABLE)
    return f"no verdict here counts: {VARIABLE} makes the checker {name} blind" if name else None


def checkers_in_force() -> Mapping[str, Checker]:
    """All checkers, or all with one of them blind.

    Raises:
        UsageError: The environment names a checker that does not exist.
    """
    name = os.environ.get(VARIABLE)
    try:
        return checkers_with_blinded(name or None)
    except ValueError as error:
        raise UsageError(f"{VARIABLE}: {error}") from error
