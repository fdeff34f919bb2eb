"""The event consumer: every event handled once, in order, across cuts and restarts.

On every new Event hub connection: check the cursor against the log, replay the history from it to
the last page, subscribe, and replay once more for what fell between the last page and the
subscription (EVT-14). Callbacks that come meanwhile wait; then they are handled in order.

The cursor is the last event of the history that was handled. It is written in the transaction that
handles the event, never before, and no callback moves it while replay has anything to deliver: a
client that is killed at any point finds everything it had not handled still ahead of its cursor.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from hubproof.client.context import Context
from hubproof.client.losses import is_expired
from hubproof.client.records import event_key
from hubproof.client.sdk import MesoLiveEventHubClient, models
from hubproof.client.sdk.exceptions import MesoLiveApiException, MesoLiveSignalRError
from hubproof.contract.mesolive.callbacks import CALLBACKS

PAGE_LIMIT = 1000
"""Events for each page of history: the server's documented cap, and the seeds' figure."""

ATTEMPTS = 3
"""Times a handler gets one event. Handlers only write to the local store, so what fails three times
running fails because of the event, and waiting would only hold up those behind it."""

BUFFER_MAX = 10_000
"""Callbacks that may wait while history is read. What comes beyond is dropped and read from the
history instead, because memory is not bounded by how much a hub has to say."""

Handlers = Mapping[type[models.Event], Callable[[Any], None]]

_log = logging.getLogger(__name__)


class Consumer:
    """Feeds the events of a user to `handlers`, by the event's class.

    `on_caught_up` is called whenever the client has read all there is and listens to the rest, and
    `on_behind` whenever that is no longer so. `on_lost` is awaited with what a new connection was
    told by itself, where events are lost that nobody has made up for.
    """

    def __init__(  # noqa: PLR0913  # whom it tells of what, each by its name
        self,
        context: Context,
        hub: MesoLiveEventHubClient,
        *,
        handlers: Handlers,
        on_caught_up: Callable[[], None],
        on_behind: Callable[[], None],
        on_lost: Callable[[Sequence[models.Event]], Awaitable[None]],
    ) -> None:
        self._context = context
        self._store = context.store
        self._hub = hub
        self._handlers = handlers
        self._on_caught_up = on_caught_up
        self._on_behind = on_behind
        self._on_lost = on_lost
        self._is_live = False
        self._buffer: list[models.Event] = []
        self._overflowed = False
        self._closing_gap: asyncio.Task[None] | None = None

    def attach(self) -> None:
        """Listen to every callback, and start over at every new connection."""
        for callback in CALLBACKS.values():
            if callback.payload in self._handlers:
                getattr(self._hub, callback.registration)(self.receive)
        self._hub.on_other_events(self.receive)
        self._hub.on_connected(self.catch_up)

    def suspend(self) -> None:
        """The connection is gone: what waits here is in the history, and comes again from there."""
        self.fall_behind()
        self._buffer.clear()
        self._overflowed = False
        if self._closing_gap is not None:
            self._closing_gap.cancel()
            self._closing_gap = None

    # Catching up

    async def catch_up(self) -> None:
        """Everything that a new connection needs before its events may be relied upon."""
        await self.check_cursor()
        await self.replay()
        await self.subscribe()
        await self.replay_after_subscribing()
        self.go_live()

    async def check_cursor(self) -> None:
        """Begin at the end of the log where there is no cursor; reset one that is ahead (EVT-8).

        What was lost before is made up for first: it decides what the next events mean.
        """
        latest = (await self._hub.get_latest_event_seq_id()).LatestEventSeqId
        cursor = self._store.cursor()
        if cursor is None:
            self._store.save_cursor(latest)
        elif cursor > latest:
            self._store.reset_cursor(latest)
            says = f"the cursor {cursor} was ahead of the log and is reset to {latest}"
            self._context.surface(None, says)
        if self._store.losses.open() is not None:
            await self._on_lost(tuple(self._buffer))

    async def replay(self) -> None:
        """Read the history from the cursor to the last page (EVT-1, EVT-2).

        Raises:
            MesoLiveApiException: a page is refused; where its events are not kept any more, that
                is written down, and the next connection begins behind them.
        """
        token: str | None = None
        while True:
            try:
                page = await self.read_page(token)
            except MesoLiveApiException as error:
                if is_expired(error):
                    await self.begin_anew()
                raise
            self.on_page(page)
            token = page.ContinuationToken
            if not token:
                return

    async def begin_anew(self) -> None:
        """Go on from the newest event: what was missed can never be read.

        Only a new connection is told which signals and errors are active, so this one is of no
        more use: what it was told is older than the newest event.
        """
        latest = (await self._hub.get_latest_event_seq_id()).LatestEventSeqId
        self._store.begin_anew(latest, at=self._context.clock.utc_now().isoformat())

    async def read_page(self, token: str | None) -> models.GetEventsSinceResult:
        """One page: the first after the cursor, or the one `token` stands for."""
        return await self._hub.get_events_since(
            models.GetEventsSinceArgs(
                SinceEventSeqId=self._store.cursor() or 0,
                Limit=PAGE_LIMIT,
                ContinuationToken=token,
            )
        )

    def on_page(self, page: models.GetEventsSinceResult) -> None:
        """Handle the events of a page in order."""
        for envelope in page.Events:
            event = models.payload_of(envelope)
            if event is None:
                self._context.surface(None, f"the history holds an empty {envelope.Kind.value}")
            else:
                self.settle(event)

    async def subscribe(self) -> None:
        """Hear everything from now on: null means all, an empty list would mean nothing."""
        joined = await self._hub.subscribe_to_strategies(
            models.SubscribeToStrategiesArgs(Strategies=None)
        )
        for strategy_id in joined.FailedStrategies:
            self._context.surface(None, f"strategy {strategy_id} could not be subscribed to")

    async def replay_after_subscribing(self) -> None:
        """Close the gap between the last page and the subscription."""
        await self.replay()

    def go_live(self) -> None:
        """Handle what was kept back, oldest first, and from now on everything as it comes."""
        kept, self._buffer = self._buffer, []
        for event in sorted(kept, key=_order):
            self.settle(event)
        self._is_live = True
        self._on_caught_up()
        if self._overflowed:
            self._overflowed = False
            self._close_gap()

    def fall_behind(self) -> None:
        """There may be more in the history than was handled: events wait, and nothing is begun."""
        self._is_live = False
        self._on_behind()

    # Live events

    def receive(self, event: models.Event) -> None:
        """A callback: keep it for later, or handle it now."""
        if not self._is_live:
            self._keep(event)
            return
        if self.leaves_gap(event):
            self._keep(event)
            self._close_gap()
            return
        try:
            self.settle(event)
        except sqlite3.Error as error:
            # What cannot be remembered must not be acted on. A new connection reads it again.
            self._context.surface(None, f"the store fails: {error}")
            self.fall_behind()
            self._hub.drop("the store fails")

    def leaves_gap(self, event: models.Event) -> bool:
        """Whether numbers are missing before this event: perhaps a callback that was lost."""
        cursor = self._store.cursor()
        return cursor is not None and (event.EventSeqId or 0) > cursor + 1

    # One event

    def settle(self, event: models.Event) -> None:
        """Bring one event to its end: handled, known already, or a dead letter (EVT-15).

        Raises:
            sqlite3.Error: the store fails; nothing is decided about the event.
        """
        if not self.is_new(event):
            self.skip(event)
            return
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self.handle_then_save(event)
            except sqlite3.Error:
                raise
            except Exception as error:  # noqa: BLE001  # any failure of a handler is dead-lettered
                _log.exception("event %s: attempt %d failed", event_key(event), attempt)
                if attempt == ATTEMPTS:
                    self.dead_letter(event, error)
            else:
                return

    def is_new(self, event: models.Event) -> bool:
        """Whether this event must be handled: not done before (EVT-6), not overtaken (EVT-13)."""
        return not self._store.is_handled(event_key(event)) and not self.is_overtaken(event)

    def is_overtaken(self, event: models.Event) -> bool:
        """Whether a newer state of the same signal is known."""
        if not isinstance(event, models.EntrySignalEvent) or event.EventSeqId is None:
            return False
        known = self._store.signal(event.StrategyId, event.BrokerAccountId)
        newest = None if known is None else known.event_seq_id
        return newest is not None and event.EventSeqId < newest

    def handle_then_save(self, event: models.Event) -> None:
        """Handle an event, and remember in the same transaction that it was handled (EVT-7)."""
        if type(event) not in self._handlers:
            self.save_cursor(event)  # one write, which is durable by itself
            return
        with self._store.transaction():
            self.handle(event)
            self.save_cursor(event)

    def handle(self, event: models.Event) -> None:
        """Run the event's handler."""
        handler = self._handlers.get(type(event))
        if handler is not None:
            handler(event)

    def save_cursor(self, event: models.Event) -> None:
        """Remember that the event was handled, and move the cursor up to it."""
        key = event_key(event)
        self._store.mark_handled(key, event.EventSeqId)
        self._store.after_commit(lambda: self._context.decisions.handled(key, event.EventSeqId))

    def skip(self, event: models.Event) -> None:
        """An event that asks for nothing any more still counts as read."""
        cursor = self._store.cursor()
        if event.EventSeqId is not None and (cursor is None or event.EventSeqId > cursor):
            self._store.save_cursor(event.EventSeqId)

    def dead_letter(self, event: models.Event, error: Exception) -> None:
        """Keep an event that no attempt could handle, tell a person, and go on behind it."""
        says = f"{type(error).__name__}: {error}"
        at = self._context.clock.utc_now().isoformat()
        with self._store.transaction():
            self._store.add_dead_letter(event, error=says, attempts=ATTEMPTS, at=at)
            self.save_cursor(event)
        self._context.surface(None, f"event {event_key(event)} cannot be handled: {says}")

    def _keep(self, event: models.Event) -> None:
        if len(self._buffer) < BUFFER_MAX:
            self._buffer.append(event)
        else:
            self._overflowed = True

    def _close_gap(self) -> None:
        """Read what is missing from the history; until then live events wait again."""
        self.fall_behind()
        self._closing_gap = asyncio.get_running_loop().create_task(self._fill_gap())

    async def _fill_gap(self) -> None:
        try:
            await self.replay()
            self.go_live()
        except (MesoLiveApiException, MesoLiveSignalRError, sqlite3.Error) as error:
            # The next connection starts from the cursor, which stands before the gap.
            self._hub.drop(f"the gap could not be closed: {error}")


def _order(event: models.Event) -> int:
    return event.EventSeqId or 0
