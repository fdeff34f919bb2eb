"""Restores what was closed: a position of its that is gone is bought again while its signal is On.

It keeps its positions as the signals say, whoever closed them, and knows of no reason why anybody
should.
"""

from hubproof.client.consumer import Consumer
from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.harness.mutants.mutant import Mutant


class Restorer(Consumer):
    """Takes a Closed event for a signal."""

    def attach(self) -> None:
        """Listen to positions, too."""
        self._handlers = {**self._handlers, models.PositionUpdateEvent: self.restore}
        super().attach()

    def restore(self, event: models.PositionUpdateEvent) -> None:
        """What is gone is a signal that has not been acted on."""
        known = self._store.signal(event.StrategyId, event.BrokerAccountId)
        is_on = known is not None and known.state is models.SignalState.On
        if event.Status is not models.PositionStatus.Closed or not is_on:
            return
        for state in (models.SignalState.Off, models.SignalState.On):
            signal = models.EntrySignalEvent(
                EventId=event.EventId,
                EventSeqId=event.EventSeqId,
                EventTime=event.EventTime,
                State=state,
                StrategyId=event.StrategyId,
                StrategyName=event.StrategyName,
                BrokerAccountId=event.BrokerAccountId,
                EntrySignalResult=None,
            )
            self._handlers[models.EntrySignalEvent](signal)


MUTANT = Mutant(
    name="restores_what_was_closed",
    says="enters again when somebody has closed the position that it had entered",
    row="IDEM-8",
    also=("IDEM-3", "RECON-3", "SAFE-1"),
    scenarios=("hands_at_the_portal",),
    parts=Parts(consumer=Restorer),
)
