"""The running client: the patterns put together, started in order and stopped in order.

Start: open the memory, connect Control and verify it, take up what an earlier life left open, then
connect the Data hub where quotes are asked for, then the Event hub and catch up. Stop, on SIGTERM:
begin nothing, give what was begun a bounded time, leave the Event hub, the Data hub and then
Control. Nothing is lost by a stop that a kill would not lose.

`Parts` names the class of every part, so that a variant of the client is this client with one
method of one class overridden.
"""

import asyncio
import logging
import random
import signal
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import aiohttp

from hubproof.client.agents import Agents
from hubproof.client.clock import Clock, SystemClock
from hubproof.client.consumer import Consumer, Handlers
from hubproof.client.context import Context
from hubproof.client.decisions import DecisionLog
from hubproof.client.directory import Directory
from hubproof.client.feeds import Feeds
from hubproof.client.jobs import Jobs
from hubproof.client.keys import Keys
from hubproof.client.quote_gate import QuoteGate
from hubproof.client.quote_hold import QuoteHold
from hubproof.client.reconciliation import Reconciliation
from hubproof.client.sdk import (
    MesoLiveControlHubClient,
    MesoLiveDataHubClient,
    MesoLiveEventHubClient,
    models,
)
from hubproof.client.sdk.hub_client import HubClient
from hubproof.client.sdk.link import UNTIMED
from hubproof.client.sdk.options import DEFAULTS
from hubproof.client.settings import Settings, read_settings
from hubproof.client.store import Store
from hubproof.client.strategy_errors import StrategyErrors
from hubproof.client.stream_monitor import StreamMonitor
from hubproof.client.submission import Submission
from hubproof.client.workflow import Workflow
from hubproof.client.working_order import WorkingOrders

STOP_S = 5.0
"""For what was begun before a stop: half of the ten seconds after which a supervisor kills."""

Hub = TypeVar("Hub", bound=HubClient)

_log = logging.getLogger("hubproof.client")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The class of each part."""

    store: type[Store] = Store
    control: type[MesoLiveControlHubClient] = MesoLiveControlHubClient
    event: type[MesoLiveEventHubClient] = MesoLiveEventHubClient
    decisions: type[DecisionLog] = DecisionLog
    directory: type[Directory] = Directory
    agents: type[Agents] = Agents
    errors: type[StrategyErrors] = StrategyErrors
    submission: type[Submission] = Submission
    jobs: type[Jobs] = Jobs
    working_orders: type[WorkingOrders] = WorkingOrders
    workflow: type[Workflow] = Workflow
    reconciliation: type[Reconciliation] = Reconciliation
    consumer: type[Consumer] = Consumer
    data: type[MesoLiveDataHubClient] = MesoLiveDataHubClient
    gate: type[QuoteGate] = QuoteGate
    monitor: type[StreamMonitor] = StreamMonitor
    hold: type[QuoteHold] = QuoteHold


REFERENCE = Parts()
"""The client as it should be."""


async def run(
    env: Mapping[str, str],
    *,
    parts: Parts = REFERENCE,
    clock: Clock | None = None,
    rng: random.Random | None = None,
) -> None:
    """Enter on entry signals until cancelled or told to stop by SIGTERM.

    `rng` seeds jitter and idempotency keys where a run must repeat; None takes entropy.

    Raises:
        SettingsError: the environment is not usable.
        StoreError: the memory is not usable.
        AuthenticationFailed: a hub does not accept the key.
    """
    settings = read_settings(env)
    with (
        closing(parts.store(settings.state_dir)) as store,
        closing(parts.decisions(settings.decisions)) as decisions,
    ):
        async with aiohttp.ClientSession(timeout=UNTIMED) as session:
            jitter = rng or random.Random(random.random())
            dial = _dialler(settings, session, jitter)
            context = Context(
                store=store,
                control=dial(parts.control),
                decisions=decisions,
                keys=Keys(rng),
                clock=clock or SystemClock(),
                rng=jitter,
                limits=settings.limits,
                agents=parts.agents(),
                errors=parts.errors(store),
            )
            feeds = _feeds(context, dial, parts)
            await _run_until_told(Runtime(context, dial(parts.event), parts, feeds))


def _feeds(
    context: Context,
    dial: Callable[[type[MesoLiveDataHubClient]], MesoLiveDataHubClient],
    parts: Parts,
) -> Feeds | None:
    limits = context.limits.quotes
    if limits is None:
        return None
    return Feeds(
        context,
        dial(parts.data),
        limits,
        gate=parts.gate,
        monitor=parts.monitor,
        hold=parts.hold,
    )


def _dialler(
    settings: Settings, session: aiohttp.ClientSession, jitter: random.Random
) -> Callable[[type[Hub]], Hub]:
    limits = settings.limits
    # An outage may not put off the next attempt for longer than an entry may wait.
    cap_s = min(DEFAULTS.backoff_cap_s, limits.act_within_s / 2)
    options = replace(
        DEFAULTS,
        call_timeout_s=limits.call_timeout_s,
        server_timeout_s=limits.server_timeout_s,
        backoff_cap_s=cap_s,
    )
    return lambda hub: hub(
        settings.instance, settings.api_key, options=options, rng=jitter, session=session
    )


async def _run_until_told(runtime: "Runtime") -> None:
    loop = asyncio.get_running_loop()
    work = loop.create_task(runtime.work(), name="client")
    told: list[bool] = []

    def stop() -> None:
        told.append(True)
        work.cancel()

    with suppress(NotImplementedError):  # no signals on this platform: cancelling still stops us
        loop.add_signal_handler(signal.SIGTERM, stop)
    try:
        await work
    except asyncio.CancelledError:
        if not told:
            raise
    finally:
        await runtime.stop(STOP_S if told else 0.0)
        with suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGTERM)


class Runtime:
    """The parts of one client, wired to each other."""

    def __init__(
        self,
        context: Context,
        event: MesoLiveEventHubClient,
        parts: Parts,
        feeds: Feeds | None = None,
    ) -> None:
        self._context = context
        self._control = context.control
        self._event = event
        self._feeds = feeds
        self._jobs = parts.jobs(context)
        self._directory = parts.directory(context)
        submission = parts.submission(context)
        self._working_orders = parts.working_orders(context, submission)
        self._workflow = parts.workflow(
            context,
            submission=submission,
            jobs=self._jobs,
            working_orders=self._working_orders,
            directory=self._directory,
            hold=None if feeds is None else feeds.hold,
        )
        reconciliation = parts.reconciliation(
            context,
            workflow=self._workflow,
            jobs=self._jobs,
            working_orders=self._working_orders,
        )
        self._consumer = parts.consumer(
            context,
            event,
            handlers=self.handlers(),
            on_caught_up=self._workflow.allow_new,
            on_behind=self._workflow.hold_new,
            on_lost=reconciliation.make_up,
        )
        self._control.on_connected(self.on_control_connected)
        self._event.on_disconnected(self.on_event_lost)
        self._is_verified = False

    def handlers(self) -> Handlers:
        """Who handles which event; every other kind is only read past."""
        handlers: dict[type[models.Event], Callable[[Any], None]] = {
            models.EntrySignalEvent: self._workflow.on_signal,
            models.AgentStatusEvent: self.on_agent_status,
            models.ErrorEvent: self.on_error,
            models.PositionEntryPreparationCompletedEvent: self._jobs.on_completed,
            models.PositionEntryPreparationFailedEvent: self._jobs.on_failed,
        }
        if self._context.limits.cancel_unfilled_after_s is not None:
            handlers[models.OrderUpdateEvent] = self._working_orders.on_order_update
        return handlers

    async def work(self) -> None:
        """Connect in order, and stay until a connection has ended for good.

        Raises:
            AuthenticationFailed: a hub does not accept the key.
        """
        await self._control.connect()
        self._workflow.recover()
        if self._feeds is not None:
            await self._feeds.start(self._directory.symbols())
        self._consumer.attach()
        ends = [] if self._feeds is None else [self._feeds.ended()]
        await asyncio.gather(self._control.ended(), self._listen(), *ends)

    async def stop(self, bound_s: float) -> None:
        """Leave within `bound_s` and the time of the goodbyes: Event, Data, Control."""
        await self._workflow.stop(bound_s)
        await self._event.close()
        if self._feeds is not None:
            await self._feeds.stop()
        await self._control.close()

    async def on_control_connected(self) -> None:
        """Verify the hub once; after that, callbacks may have been lost with the old connection."""
        if not self._is_verified:
            await self._directory.load()
            self._is_verified = True
        self._jobs.callbacks_may_be_lost()

    def on_agent_status(self, event: models.AgentStatusEvent) -> None:
        """An agent came or went: what needs it goes on, or waits."""
        if self._context.agents.learn(event.Connector, event.Status):
            self._context.surface(None, f"{event.Message or 'an agent is offline'}; entries wait")

    def on_error(self, event: models.ErrorEvent) -> None:
        """A strategy cannot be evaluated, or can be again: its entries wait, or go on."""
        if self._context.errors.learn(event):
            says = f"strategy {event.StrategyId} fails ({event.Message}); its entries wait"
            self._context.store.after_commit(lambda: self._context.surface(None, says))

    def on_event_lost(self, reason: str) -> None:
        """Nothing new is begun on what may have changed since."""
        _log.info("the Event hub is gone: %s", reason)
        self._consumer.suspend()

    async def _listen(self) -> None:
        await self._event.connect()
        _log.info("connected, caught up, subscribed")
        await self._event.ended()
