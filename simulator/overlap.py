"""Overlap: the events of a page of history are called back too, before the page, after it, or both.

It acts when the page is written and never before: a page that is lost overlaps with nothing.
"""

from collections.abc import Callable, Mapping, Sequence

from hubproof.simulator.faults.overlap_replay_with_live import (
    AFTER_PAGE,
    BEFORE_PAGE,
    OVERLAPS,
)
from hubproof.simulator.injection import Due


class Overlap:
    """Repeats pages. `resend` calls events back by their numbers, `note` writes a fault down."""

    def __init__(
        self,
        *,
        resend: Callable[[Sequence[int]], None],
        note: Callable[[Due, str, int], None],
    ) -> None:
        self._resend = resend
        self._note = note
        self._owed: list[tuple[Due, str]] = []

    def stop(self) -> None:
        """The storm is over: what found no page with events will not act any more."""
        self._owed.clear()

    def begin(self, call: int, due: Mapping[str, Due], seq_ids: Sequence[int]) -> bool:
        """Just before the answer to `call` is written; whether `end` is owed after it."""
        self._owed += [(due[phase], phase) for phase in OVERLAPS if phase in due]
        if not seq_ids or not self._owed:
            return False
        one, phase = self._owed.pop(0)
        self._note(one, phase, call)
        if phase != AFTER_PAGE:
            self._resend(seq_ids)
        return phase != BEFORE_PAGE

    def end(self, seq_ids: Sequence[int]) -> None:
        """The page was written."""
        self._resend(seq_ids)
