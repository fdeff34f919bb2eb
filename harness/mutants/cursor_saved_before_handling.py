"""Cursor saved before handling: an event counts as read while its handler still looks things up.

A kill in between loses it for good: the next life asks for what comes after it.
"""

import asyncio

from hubproof.client.consumer import Consumer
from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import MesoLiveApiException, MesoLiveSignalRError
from hubproof.harness.mutants.mutant import Mutant


class Hasty(Consumer):
    """Ticks an event off first, then asks what its strategy is, then handles it."""

    def handle_then_save(self, event: models.Event) -> None:
        """Save, then handle."""
        with self._store.transaction():
            self.save_cursor(event)
        if isinstance(event, models.EntrySignalEvent):
            task = asyncio.get_running_loop().create_task(self._look_up_then_handle(event))
            self._looking = {**getattr(self, "_looking", {}), event.EventId: task}
        else:
            with self._store.transaction():
                self.handle(event)

    async def _look_up_then_handle(self, event: models.EntrySignalEvent) -> None:
        args = models.GetStrategyArgs(StrategyId=event.StrategyId)
        while True:
            await self._context.control.connected()
            try:
                await self._context.control.get_strategy(args)
            except (MesoLiveApiException, MesoLiveSignalRError):
                await asyncio.sleep(0.1)
                continue
            break
        with self._store.transaction():
            self.handle(event)


MUTANT = Mutant(
    name="cursor_saved_before_handling",
    says="moves its cursor past an event and handles the event afterwards",
    row="EVT-7",
    also=("SAFE-4",),
    scenarios=("killed_between_store_submit_and_answer",),
    parts=Parts(consumer=Hasty),
)
