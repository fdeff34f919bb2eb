"""The durable store: everything a restart needs, in one SQLite file.

Rule: what a method has written is on the disk when it returns (WAL, synchronous FULL), or when the
transaction around it ends. A key that was submitted but not stored becomes a second order after a
crash; a cursor that was stored before its event was handled becomes an event that nobody handled.

Every method is synchronous and short, so no kill at an await point can fall into a transaction.
"""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from hubproof.client import schema
from hubproof.client.losses import Losses
from hubproof.client.records import Intent, IntentState, Signal, Step, event_key
from hubproof.contract.mesolive import models, wire
from hubproof.contract.mesolive.methods import METHODS

FILE_NAME = "client.sqlite3"

BUSY_S = 5.0
"""How long to wait for a lock: a predecessor that is just ending, never a second client."""

PAGE_BYTES = 1024
"""A commit writes whole pages and sums them up. Rows here are short, so pages are a quarter of
SQLite's default; a file that exists keeps its own."""

HANDLED_KEPT = 100_000
"""Events whose ids are kept. Duplicates arrive seconds or hours late, not a hundred thousand events
late; the table must not grow for ever."""


_log = logging.getLogger(__name__)


class StoreError(Exception):
    """The file cannot be used; the sentence says why and what to do."""


class Store:
    """The client's memory in the folder `state_dir`.

    Raises:
        StoreError: the folder or the file cannot be used.
    """

    def __init__(self, state_dir: Path) -> None:
        path = state_dir / FILE_NAME
        self._after_commit: list[Callable[[], None]] = []
        self._is_open = False
        self._cursor: int | None = None
        self._handled: set[str] = set()
        self._signals: dict[tuple[int, str], Signal] = {}
        self._errors: dict[str, tuple[int, str | None]] = {}
        try:
            state_dir.mkdir(parents=True, exist_ok=True)
            self._db = self.open_file(path)
            self.losses = Losses(self._db)
            self._load_progress()
            self._load_signals()
            self._load_errors()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"HUBPROOF_STATE_DIR {str(state_dir)!r} cannot hold the client's memory ({error}): "
                "name a folder that exists or can be made, and is writable."
            ) from error

    def open_file(self, path: Path) -> sqlite3.Connection:
        """Connect, and make the tables in a new file.

        Raises:
            StoreError: the file is of another version.
        """
        db = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
        db.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        # The file is this client's alone: held once, and not locked anew for every commit.
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version == 0:
            db.executescript(schema.TABLES)
        elif version != schema.VERSION:
            db.close()
            raise StoreError(
                f"{str(path)!r} was written by another version of this client (schema {version}, "
                f"not {schema.VERSION}): use the version that made it, or another folder."
            )
        return db

    def close(self) -> None:
        """Close the file; what was committed stays."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block's writes become durable together, or none of them does."""
        assert not self._is_open  # a transaction within a transaction would commit too early
        self._db.execute("BEGIN IMMEDIATE")
        self._is_open = True
        before = self._cursor, self._signals, self._errors
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            self._cursor, self._signals, self._errors = before
            self._after_commit.clear()
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        finally:
            self._is_open = False
        done, self._after_commit = self._after_commit, []
        for action in done:
            _carry_out(action)

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run `action` once the present transaction is durable, never if it is not; now if none.

        What it raises is logged: whatever was committed has happened, and must not be tried again.
        """
        if self._is_open:
            self._after_commit.append(action)
        else:
            _carry_out(action)

    # Events

    def cursor(self) -> int | None:
        """The last event of the history that was handled; None before the first start."""
        return self._cursor

    def save_cursor(self, event_seq_id: int) -> None:
        """Set the cursor."""
        self._append(None, event_seq_id)

    def reset_cursor(self, event_seq_id: int) -> None:
        """Set the cursor back to a log that is shorter than we believed.

        Its numbers start anew, so no signal may look newer than every event that will come.
        """
        with self.transaction():
            self.save_cursor(event_seq_id)
            self._db.execute("UPDATE signals SET event_seq_id = NULL")
            self._load_signals()

    def begin_anew(self, event_seq_id: int, *, at: str) -> None:
        """Set the cursor behind events that are lost for good, and remember that they are."""
        with self.transaction():
            self.losses.add(after=self._cursor or 0, resumed_at=event_seq_id, at=at)
            self.save_cursor(event_seq_id)

    def is_handled(self, event_id: str) -> bool:
        """Whether this event was handled, in this life or an earlier one."""
        return event_id in self._handled

    def mark_handled(self, event_id: str, event_seq_id: int | None) -> None:
        """Remember that this event was handled, and move the cursor up to it, never down."""
        cursor = self._cursor
        is_further = event_seq_id is not None and (cursor is None or event_seq_id > cursor)
        self._append(event_id, event_seq_id if is_further else cursor)
        self.after_commit(lambda: self._handled.add(event_id))

    def _append(self, event_id: str | None, cursor: int | None) -> None:
        self._db.execute(
            "INSERT INTO progress (event_id, cursor) VALUES (?, ?)", (event_id, cursor)
        )
        self._cursor = cursor

    def add_dead_letter(self, event: models.Event, *, error: str, attempts: int, at: str) -> None:
        """Keep an event that could not be handled, for a person."""
        event_id = None if event.EventId is None else str(event.EventId)
        self._db.execute(
            "INSERT INTO dead_letters (event_id, event_seq_id, kind, payload, error, attempts,"
            " failed_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                event_id,
                event.EventSeqId,
                type(event).__name__,
                wire.encode(event),
                error,
                attempts,
                at,
            ),
        )

    def dead_letters(self) -> list[tuple[str | None, str]]:
        """The EventId and the error of every event that could not be handled, oldest first."""
        return self._db.execute(
            "SELECT event_id, error FROM dead_letters ORDER BY number"
        ).fetchall()

    # Signals and intents

    def signal(self, strategy_id: int, account: str) -> Signal | None:
        """The newest state of an entry signal; None where none was ever heard."""
        return self._signals.get((strategy_id, account))

    def signals(self) -> dict[tuple[int, str], Signal]:
        """The newest state of every entry signal, by strategy id and account."""
        return self._signals

    def save_signal(self, strategy_id: int, account: str, signal: Signal) -> None:
        """Set the newest state of an entry signal."""
        self._db.execute(
            "REPLACE INTO signals VALUES (?, ?, ?, ?)",
            (strategy_id, account, signal.state.value, signal.event_seq_id),
        )
        # A transaction that fails goes back to the dictionary as it was.
        self._signals = {**self._signals, (strategy_id, account): signal}

    def add_intent(self, event: models.EntrySignalEvent, opened_at: str) -> Intent:
        """Make an intent of an entry signal."""
        result = event.EntrySignalResult
        underlying = None if result is None else result.Underlying
        encoded = None if underlying is None else wire.encode(underlying)
        event_id = event_key(event)
        position_name = f"{event.StrategyName} {event.EventSeqId or event_id}"
        row = self._db.execute(
            "INSERT INTO intents (event_id, strategy_id, account, position_name, underlying,"
            " opened_at, state) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                event_id,
                event.StrategyId,
                event.BrokerAccountId,
                position_name,
                encoded,
                opened_at,
                IntentState.OPEN.value,
            ),
        )
        assert row.lastrowid is not None  # an INSERT that did not raise has made a row
        return Intent(
            number=row.lastrowid,
            event_id=event_id,
            strategy_id=event.StrategyId,
            account=event.BrokerAccountId,
            position_name=position_name,
            underlying=underlying,
        )

    def is_newest_intent(self, intent: Intent) -> bool:
        """Whether no later On period of the same signal has begun."""
        (newest,) = self._db.execute(
            "SELECT max(number) FROM intents WHERE strategy_id = ? AND account = ?",
            (intent.strategy_id, intent.account),
        ).fetchone()
        return bool(newest == intent.number)

    def is_wanted(self, number: int) -> bool:
        """Whether the signal of an intent is On, as far as was heard."""
        row = self._db.execute(
            "SELECT strategy_id, account FROM intents WHERE number = ?", (number,)
        ).fetchone()
        signal = None if row is None else self.signal(*row)
        return signal is not None and signal.state is models.SignalState.On

    def end_intent(self, number: int, state: IntentState, reason: str | None) -> None:
        """Put an intent into a final state."""
        self._db.execute(
            "UPDATE intents SET state = ?, reason = ? WHERE number = ?",
            (state.value, reason, number),
        )

    def open_intents(self) -> list[Intent]:
        """Every intent that is not in a final state, oldest first."""
        rows = self._db.execute(
            "SELECT number, event_id, strategy_id, account, position_name, underlying"
            " FROM intents WHERE state = ? ORDER BY number",
            (IntentState.OPEN.value,),
        )
        return [
            Intent(
                number=number,
                event_id=event_id,
                strategy_id=strategy_id,
                account=account,
                position_name=position_name,
                underlying=encoded and wire.decode(encoded, models.LiveUnderlying),
            )
            for number, event_id, strategy_id, account, position_name, encoded in rows
        ]

    # Errors

    def errors(self) -> dict[str, tuple[int, str | None]]:
        """Strategy id, and account or None for all of them, of every active error by ErrorId."""
        return self._errors

    def add_error(self, error_id: str, strategy_id: int, account: str | None) -> None:
        """Remember an error that is active."""
        self._db.execute("REPLACE INTO errors VALUES (?, ?, ?)", (error_id, strategy_id, account))
        self._errors = {**self._errors, error_id: (strategy_id, account)}

    def end_error(self, error_id: str) -> None:
        """Forget an error that was cleared."""
        self._db.execute("DELETE FROM errors WHERE error_id = ?", (error_id,))
        self._errors = {name: one for name, one in self._errors.items() if name != error_id}

    # Steps

    def save_step(self, step: Step) -> None:
        """Remember a step as it is now."""
        self._db.execute(
            "REPLACE INTO steps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                step.intent,
                step.name,
                step.operation.value,
                step.key,
                wire.encode(step.args).decode(),
                int(step.is_settled),
                step.job_id,
                msgspec.json.encode(step.order_ids).decode(),
                None if step.prepared is None else wire.encode(step.prepared).decode(),
            ),
        )

    def steps(self, intent: int) -> dict[str, Step]:
        """The steps of an intent by name."""
        rows = self._db.execute(
            "SELECT name, operation, payload, is_settled, job_id, order_ids, prepared"
            " FROM steps WHERE intent = ? ORDER BY name",
            (intent,),
        )
        return {row[0]: _step(intent, row) for row in rows}

    def order_ids(self) -> dict[int, None]:
        """The ids of all orders that an answer has named."""
        rows = self._db.execute("SELECT order_ids FROM steps").fetchall()
        decode = msgspec.json.Decoder(tuple[int, ...]).decode
        return {order_id: None for (encoded,) in rows for order_id in decode(encoded)}

    def _load_progress(self) -> None:
        last = self._db.execute("SELECT max(number) FROM progress").fetchone()[0] or 0
        self._db.execute("DELETE FROM progress WHERE number <= ?", (last - HANDLED_KEPT,))
        for event_id, cursor in self._db.execute(
            "SELECT event_id, cursor FROM progress ORDER BY number"
        ):
            self._cursor = cursor
            if event_id is not None:
                self._handled.add(event_id)

    def _load_errors(self) -> None:
        rows = self._db.execute("SELECT error_id, strategy_id, account FROM errors")
        self._errors = {error_id: (strategy_id, account) for error_id, strategy_id, account in rows}

    def _load_signals(self) -> None:
        self._signals = {
            (strategy_id, account): Signal(
                state=models.SignalState(state), event_seq_id=event_seq_id
            )
            for strategy_id, account, state, event_seq_id in self._db.execute(
                "SELECT strategy_id, account, state, event_seq_id FROM signals"
            )
        }


def _carry_out(action: Callable[[], None]) -> None:
    try:
        action()
    except Exception:  # noqa: BLE001  # whoever raised would be taken for a failed commit
        _log.exception("what should follow a commit failed; the commit stands")


def _step(intent: int, row: tuple[str, str, str, int, str | None, str, str | None]) -> Step:
    name, operation, payload, is_settled, job_id, order_ids, prepared = row
    args = wire.decode(payload, METHODS[operation].args)
    return Step(
        intent=intent,
        name=name,
        args=args,  # type: ignore[arg-type]  # a keyed operation has keyed arguments
        is_settled=bool(is_settled),
        job_id=job_id,
        order_ids=msgspec.json.decode(order_ids, type=tuple[int, ...]),
        prepared=_prepared(prepared),
    )


def _prepared(encoded: str | None) -> models.PreparePositionEntryResult | None:
    return None if encoded is None else wire.decode(encoded, models.PreparePositionEntryResult)
