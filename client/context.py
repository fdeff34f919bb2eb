"""What every reliability pattern of the client stands on: its memory, its hub, its bounds.

Time, randomness and ids come from here and from nowhere else, so that one seed gives one run.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from hubproof.client.agents import Agents
from hubproof.client.backoff import Backoff
from hubproof.client.clock import Clock
from hubproof.client.decisions import DecisionLog
from hubproof.client.keys import Keys
from hubproof.client.sdk import MesoLiveControlHubClient
from hubproof.client.sdk.exceptions import MesoLiveSignalRError
from hubproof.client.settings import Limits
from hubproof.client.store import Store
from hubproof.client.strategy_errors import StrategyErrors

RETRY_BASE_S = 0.5
RETRY_CAP_S = 4.0
"""Pauses between attempts of one call. They stay short: the connection's own back-off has already
waited for the hub, and an entry has seconds, not minutes."""

Answer = TypeVar("Answer")

_log = logging.getLogger("hubproof.client")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Handed to every part of a running client."""

    store: Store
    control: MesoLiveControlHubClient
    decisions: DecisionLog
    keys: Keys
    clock: Clock
    rng: random.Random
    limits: Limits
    errors: StrategyErrors
    agents: Agents = field(default_factory=Agents)

    def surface(self, intent: str | None, reason: str) -> None:
        """Tell a person something that the client cannot put right by itself."""
        _log.warning("%s: %s", intent or "client", reason)
        self.decisions.surfaced(intent, reason)

    def backoff(self) -> Backoff:
        """Pauses for one call's attempts."""
        return Backoff(self.rng, base_s=RETRY_BASE_S, cap_s=RETRY_CAP_S)

    async def read(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer to a call that changes nothing, asked for until it comes.

        Raises:
            MesoLiveApiException: the hub answered with another Status than Success.
            MesoLiveSignalRError: the connection to the Control hub has ended for good.
        """
        backoff = self.backoff()
        while True:
            await self.control.connected()
            try:
                return await call()
            except MesoLiveSignalRError as error:
                _log.info("a read is repeated: %s", error)
                await asyncio.sleep(backoff.next_delay_s())
