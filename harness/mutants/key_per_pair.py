"""Key per pair: the idempotency key is made of the strategy and the account, and of nothing else.

The second entry of the same strategy on the same account is taken for a repetition of the first: it
gets the plan of the first, which is bought once more, and is itself never prepared.
"""

from hubproof.client.records import KEY_PREFIXES, Step
from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.client.submission import Refused, Settled, Submission
from hubproof.harness.mutants.mutant import Mutant


class Frugal(Submission):
    """One key for a preparation, however often it is wanted."""

    async def submit(self, step: Step) -> Settled | Refused:
        """Send a preparation under the key of its strategy and account."""
        args = step.args
        if isinstance(args, models.PreparePositionEntryArgs):
            pair = f"{args.StrategyId}_{args.BrokerAccountId}"
            step = step.with_key(KEY_PREFIXES[type(args)] + pair)
        return await super().submit(step)


MUTANT = Mutant(
    name="key_per_pair",
    says="uses one key for every entry of a strategy on an account",
    row="IDEM-10",
    also=("IDEM-3", "IDEM-8", "IDEM-9", "SAFE-1", "SAFE-4"),
    scenarios=("steady_state",),
    parts=Parts(submission=Frugal),
)
