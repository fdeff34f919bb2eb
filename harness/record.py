"""The record of a run: everything that is known about it when it is over.

The history is what a verdict is made of; the rest says how the run itself went. Nothing here
depends on the mode, so that a report need not ask.
"""

from dataclasses import dataclass, field
from typing import Literal

from hubproof.harness.history import History
from hubproof.harness.plan import Plan

ModeName = Literal["sim", "live"]

TAIL_LINES = 20
"""How much of what a subject printed last is shown when it failed: a stack trace's end fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One finished run. `trouble` says why it could not be carried through, where it could not.

    `log` is what the subject printed; `ran_s` is the run's own time, virtual or real, and `wall_s`
    what it took on the wall clock. `key` is what nothing that is kept of it may hold.
    """

    plan: Plan
    mode: ModeName
    subject: str
    history: History
    trouble: str | None
    log: str
    ran_s: float
    wall_s: float
    key: str = field(repr=False)

    @property
    def tail(self) -> tuple[str, ...]:
        """The last lines that the subject printed, over all its lives."""
        return tuple(self.log.splitlines()[-TAIL_LINES:])
