"""New key on cancel retry: a cancel whose answer was lost is sent again as if it were another one.

It seems harmless, as an order can be cancelled only once. But the second cancel is refused where
the first came through, and a bot that asks for nothing but its own key reads that as "not
cancelled".
"""

from hubproof.client.records import KEY_PREFIXES, Step
from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import MesoLiveSignalRError
from hubproof.client.submission import Refused, Resend, Settled, Submission
from hubproof.harness.mutants.mutant import Mutant


class Impatient(Submission):
    """Asks nobody what became of the first cancel."""

    async def on_unknown_outcome(
        self, step: Step, error: MesoLiveSignalRError
    ) -> Settled | Refused | Resend:
        """Send a cancel again under a new key, and everything else as it should be."""
        if not isinstance(step.args, models.CancelOrderArgs):
            return await super().on_unknown_outcome(step, error)
        fresh = step.with_key(self._context.keys.new(KEY_PREFIXES[models.CancelOrderArgs]))
        self.remember_before_submit(fresh)
        return Resend(fresh)


MUTANT = Mutant(
    name="new_key_on_cancel_retry",
    says="cancels an order again under a new key when the answer to its cancel was lost",
    row="IDEM-2",
    also=("IDEM-3",),
    scenarios=("unknown_outcome_of_a_cancel",),
    parts=Parts(submission=Impatient),
)
