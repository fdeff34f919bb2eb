"""Strategy errors: which strategies the hub cannot evaluate at present (GUARD-9).

Under an active error no entry of that strategy is begun; when the error is cleared it goes on by
itself. An error is a level between two events, so it is remembered as durably as the cursor: what
was read past before a restart does not come again.
"""

import asyncio
from collections.abc import Mapping

from hubproof.client.sdk import models
from hubproof.client.store import Store


class StrategyErrors:
    """The errors that are active, by ErrorId, as the store has them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._changed = asyncio.Event()

    def learn(self, event: models.ErrorEvent) -> bool:
        """An error began or ended; True where it is a strategy's and has just begun.

        What concerns one position is no reason to enter nothing.
        """
        if event.StrategyId is None or event.PositionId is not None:
            return False
        error_id = str(event.ErrorId)
        is_active = event.State is models.ErrorState.Active
        is_news = is_active and error_id not in self._store.errors()
        if is_active:
            self._store.add_error(error_id, event.StrategyId, event.BrokerAccountId)
        else:
            self._store.end_error(error_id)
        self._store.after_commit(self._tell)
        return is_news

    def keep_only(self, error_ids: Mapping[str, None]) -> None:
        """Forget every error but these: it was cleared among events that nobody can read."""
        for error_id in self._store.errors():
            if error_id not in error_ids:
                self._store.end_error(error_id)
        self._store.after_commit(self._tell)

    def holds_back(self, strategy_id: int, account: str) -> bool:
        """Whether this strategy is not to be entered on this account at present."""
        return any(
            strategy == strategy_id and where in (None, account)
            for strategy, where in self._store.errors().values()
        )

    async def until_cleared(self, strategy_id: int, account: str) -> None:
        """Wait while an error of this strategy is active."""
        while self.holds_back(strategy_id, account):
            await self._changed.wait()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
