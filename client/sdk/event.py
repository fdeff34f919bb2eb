"""The Event hub: subscriptions, history, and the seventeen callbacks.

A handler takes the event and may be a plain function or a coroutine; the handlers of one callback
run one after another, and what they raise is logged and suppressed. A subscription belongs to one
connection: after a reconnection nothing is subscribed until somebody subscribes again.
"""

import random
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import aiohttp
from msgspec import Raw

from hubproof.client.sdk.hub_client import HubClient
from hubproof.client.sdk.options import DEFAULTS, ConnectionOptions
from hubproof.contract.mesolive import models, wire
from hubproof.contract.mesolive.callbacks import CALLBACKS

Payload = TypeVar("Payload", bound=models.Event)
Handles = Callable[[Payload], Awaitable[None] | None]


class _Numbered(models.Event, kw_only=True, frozen=True, forbid_unknown_fields=False):
    """Any event, of which nothing is read but what all have."""


def _decode(payload: type[models.Event], arguments: list[Raw]) -> models.Event:
    (argument,) = arguments
    return wire.decode(argument, payload)


class MesoLiveEventHubClient(HubClient):
    """Calls to the Event hub, and its callbacks."""

    hub = "event"

    def __init__(
        self,
        mesolive_instance: str,
        mesolive_api_key: str,
        *,
        options: ConnectionOptions = DEFAULTS,
        rng: random.Random | None = None,
        session: aiohttp.ClientSession | None = None,
    ) -> None:
        super().__init__(
            mesolive_instance, mesolive_api_key, options=options, rng=rng, session=session
        )
        for callback in CALLBACKS.values():
            self._connection.callbacks.declare(callback.name, partial(_decode, callback.payload))

    def _handle(self, name: str, handler: Handles[Payload]) -> None:
        self._connection.callbacks.add(name, handler)

    async def subscribe_to_strategies(
        self, args: models.SubscribeToStrategiesArgs
    ) -> models.SubscribeToStrategiesResult:
        """Hear the events of these strategies on this connection; None means all."""
        return await self._call("SubscribeToStrategies", args, models.SubscribeToStrategiesResult)

    async def unsubscribe_from_strategies(
        self, args: models.UnsubscribeFromStrategiesArgs
    ) -> models.UnsubscribeFromStrategiesResult:
        """Hear them no longer; None leaves the group of all strategies only."""
        return await self._call(
            "UnsubscribeFromStrategies", args, models.UnsubscribeFromStrategiesResult
        )

    async def get_latest_event_seq_id(self) -> models.GetLatestEventSeqIdResult:
        """The newest sequence id of the user."""
        args = models.GetLatestEventSeqIdArgs()
        return await self._call("GetLatestEventSeqId", args, models.GetLatestEventSeqIdResult)

    async def get_events_since(
        self, args: models.GetEventsSinceArgs
    ) -> models.GetEventsSinceResult:
        """One page of the history after a sequence id, or the page a token stands for."""
        return await self._call("GetEventsSince", args, models.GetEventsSinceResult)

    def on_other_events(self, handler: Handles[models.Event]) -> None:
        """Every callback that has no handler yet, as a bare `Event`: its number, not its content.

        Whoever follows the numbers of a hub reads past most events, and need not read them whole.
        """
        callbacks = self._connection.callbacks
        for callback in CALLBACKS.values():
            if not callbacks.has_handler(callback.name):
                callbacks.declare(callback.name, partial(_decode, _Numbered))
                callbacks.add(callback.name, handler)

    def on_entry_signal(self, handler: Handles[models.EntrySignalEvent]) -> None:
        """A strategy may, or may no longer, be entered on an account."""
        self._handle("OnEntrySignal", handler)

    def on_exit_signal(self, handler: Handles[models.ExitSignalEvent]) -> None:
        """A position should, or should no longer, be closed."""
        self._handle("OnExitSignal", handler)

    def on_adjustment_signal(self, handler: Handles[models.AdjustmentSignalEvent]) -> None:
        """A position should, or should no longer, be adjusted."""
        self._handle("OnAdjustmentSignal", handler)

    def on_order_update(self, handler: Handles[models.OrderUpdateEvent]) -> None:
        """An order changed."""
        self._handle("OnOrderUpdate", handler)

    def on_position_update(self, handler: Handles[models.PositionUpdateEvent]) -> None:
        """A position changed."""
        self._handle("OnPositionUpdate", handler)

    def on_leg_update(self, handler: Handles[models.LegUpdateEvent]) -> None:
        """A leg changed."""
        self._handle("OnLegUpdate", handler)

    def on_agent_status_change(self, handler: Handles[models.AgentStatusEvent]) -> None:
        """An agent came or went."""
        self._handle("OnAgentStatusChange", handler)

    def on_error(self, handler: Handles[models.ErrorEvent]) -> None:
        """An error began or ended."""
        self._handle("OnError", handler)

    def on_position_entry_preparation_completed(
        self, handler: Handles[models.PositionEntryPreparationCompletedEvent]
    ) -> None:
        """An entry is prepared."""
        self._handle("OnPositionEntryPreparationCompleted", handler)

    def on_position_entry_preparation_failed(
        self, handler: Handles[models.PositionEntryPreparationFailedEvent]
    ) -> None:
        """An entry could not be prepared."""
        self._handle("OnPositionEntryPreparationFailed", handler)

    def on_position_exit_preparation_completed(
        self, handler: Handles[models.PositionExitPreparationCompletedEvent]
    ) -> None:
        """An exit is prepared."""
        self._handle("OnPositionExitPreparationCompleted", handler)

    def on_position_exit_preparation_failed(
        self, handler: Handles[models.PositionExitPreparationFailedEvent]
    ) -> None:
        """An exit could not be prepared."""
        self._handle("OnPositionExitPreparationFailed", handler)

    def on_position_adjustment_preparation_completed(
        self, handler: Handles[models.PositionAdjustmentPreparationCompletedEvent]
    ) -> None:
        """An adjustment is prepared."""
        self._handle("OnPositionAdjustmentPreparationCompleted", handler)

    def on_position_adjustment_preparation_failed(
        self, handler: Handles[models.PositionAdjustmentPreparationFailedEvent]
    ) -> None:
        """An adjustment could not be prepared."""
        self._handle("OnPositionAdjustmentPreparationFailed", handler)

    def on_auto_update_vars_adjustment_started(
        self, handler: Handles[models.AutoUpdateVarsAdjustmentStartedEvent]
    ) -> None:
        """The server began to change variables."""
        self._handle("OnAutoUpdateVarsAdjustmentStarted", handler)

    def on_auto_update_vars_adjustment_completed(
        self, handler: Handles[models.AutoUpdateVarsAdjustmentCompletedEvent]
    ) -> None:
        """The server changed variables."""
        self._handle("OnAutoUpdateVarsAdjustmentCompleted", handler)

    def on_auto_update_vars_adjustment_failed(
        self, handler: Handles[models.AutoUpdateVarsAdjustmentFailedEvent]
    ) -> None:
        """The server could not change variables."""
        self._handle("OnAutoUpdateVarsAdjustmentFailed", handler)
