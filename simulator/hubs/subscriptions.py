"""Subscriptions: which strategies' events one connection of the Event hub wants to hear.

They belong to the connection and die with it. Membership in the group of all strategies and in
single groups are independent of each other; who is in both hears an event once (our choice, marked
assumed).
"""

from collections.abc import Sequence

from hubproof.contract.mesolive import models


class Subscriptions:
    """The groups of one connection. Lists: null means all, an empty one does nothing."""

    def __init__(self) -> None:
        self._has_all = False
        self._single: dict[int, None] = {}

    def hears(self, strategy_id: int | None) -> bool:
        """Whether an event of that strategy, or of none (None: to everyone), is delivered here."""
        return strategy_id is None or self._has_all or strategy_id in self._single

    def subscribe(
        self, strategies: Sequence[int] | None, known: Sequence[int]
    ) -> models.SubscribeToStrategiesResult:
        """Join; ids that are not the user's fail one by one."""
        if strategies is None:
            self._has_all = True
            return models.SubscribeToStrategiesResult(
                SuccessfulStrategies=list(known), FailedStrategies=[]
            )
        joined = [one for one in strategies if one in known]
        self._single.update(dict.fromkeys(joined))
        return models.SubscribeToStrategiesResult(
            SuccessfulStrategies=joined,
            FailedStrategies=[one for one in strategies if one not in known],
        )

    def unsubscribe(
        self, strategies: Sequence[int] | None, known: Sequence[int]
    ) -> models.UnsubscribeFromStrategiesResult:
        """Leave; null leaves the group of all and keeps the single ones."""
        if strategies is None:
            self._has_all = False
            return models.UnsubscribeFromStrategiesResult(
                SuccessfulStrategies=list(known), FailedStrategies=[]
            )
        left = [one for one in strategies if one in known]
        for one in left:
            self._single.pop(one, None)
        return models.UnsubscribeFromStrategiesResult(
            SuccessfulStrategies=left,
            FailedStrategies=[one for one in strategies if one not in known],
        )
