"""Losses: the events that nobody can read any more, and whether life went on behind them.

A hub keeps its events for so long. Who comes later is refused with its cursor, and begins anew at
the newest event. That something was lost is remembered as durably as the cursor, until everything
that those events may have changed was looked up: a client that is killed in between must know.
"""

import sqlite3
from dataclasses import dataclass

from hubproof.client.sdk.exceptions import MesoLiveApiException
from hubproof.contract.mesolive.assumed import assumed_status
from hubproof.contract.mesolive.assumed_retention import EVENTS_EXPIRED_CODE

_REFUSAL = assumed_status("events.expired_cursor")


def is_expired(error: MesoLiveApiException) -> bool:
    """Whether a page was refused because its events are not kept any more."""
    code = error.error.Code if error.error is not None else None
    return error.status is _REFUSAL and code == EVENTS_EXPIRED_CODE


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Events behind number `after` are lost; the history is read from `resumed_at` on."""

    number: int
    after: int
    resumed_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the broker had when a loss was made up for, in numbers."""

    orders: int
    positions: int
    unknown_orders: tuple[int, ...] = ()


class Losses:
    """The table of losses; its writes belong to the transaction around them, where there is one."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, *, after: int, resumed_at: int, at: str) -> None:
        """Remember that the events between two numbers are lost; `at` is the time as text."""
        self._db.execute(
            "INSERT INTO losses (after_cursor, resumed_at, lost_at) VALUES (?, ?, ?)",
            (after, resumed_at, at),
        )

    def open(self) -> Loss | None:
        """The newest loss, while nobody has looked up what it may have changed."""
        row = self._db.execute(
            "SELECT number, after_cursor, resumed_at, orders FROM losses"
            " ORDER BY number DESC LIMIT 1"
        ).fetchone()
        if row is None or row[3] is not None:
            return None
        return Loss(number=row[0], after=row[1], resumed_at=row[2])

    def make_up(self, loss: Loss, standing: Standing) -> None:
        """Remember that everything was looked up, and how it stood."""
        self._db.execute(
            "UPDATE losses SET orders = ?, positions = ? WHERE number = ?",
            (standing.orders, standing.positions, loss.number),
        )

    def beginning(self) -> int:
        """The number behind which the history can be read as far as is known; 0 is all of it."""
        (resumed_at,) = self._db.execute("SELECT max(resumed_at) FROM losses").fetchone()
        return resumed_at or 0
