"""The Event hub: who hears what, and what was said before.

Rule: subscriptions are the connection's and die with it; the history is the user's.
"""

from hubproof.contract.mesolive import models
from hubproof.simulator.hubs.contracted import ContractHub
from hubproof.simulator.hubs.subscriptions import Subscriptions
from hubproof.simulator.hubs.typed.hub import Answer


class EventHub(ContractHub):
    """Subscriptions and the history; what the hub says by itself goes through the broadcast."""

    def subscribe_to_strategies(
        self, args: models.SubscribeToStrategiesArgs
    ) -> Answer[models.SubscribeToStrategiesResult]:
        """Hear of strategies; copies that nobody was there to hear come next."""
        told = self._subscriptions.subscribe(args.Strategies, self.office.strategies())
        answer = self._answer(told)
        self.office.broadcast.settle_owed()
        return answer

    def unsubscribe_from_strategies(
        self, args: models.UnsubscribeFromStrategiesArgs
    ) -> Answer[models.UnsubscribeFromStrategiesResult]:
        """Hear of them no more."""
        told = self._subscriptions.unsubscribe(args.Strategies, self.office.strategies())
        return self._answer(told)

    def get_latest_event_seq_id(
        self, args: models.GetLatestEventSeqIdArgs
    ) -> Answer[models.GetLatestEventSeqIdResult]:
        """The number of the newest event."""
        return self._ask(args)

    def get_events_since(
        self, args: models.GetEventsSinceArgs
    ) -> Answer[models.GetEventsSinceResult]:
        """A page of the history."""
        return self._ask(args)

    @property
    def _subscriptions(self) -> Subscriptions:
        return self.office.broadcast.subscriptions(self.call.connection)
