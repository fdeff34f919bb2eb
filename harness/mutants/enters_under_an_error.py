"""Enters under an error: hears that a strategy cannot be evaluated, and enters it all the same.

The signal that it acts on is the last one from before the error: nobody looks after it any more.
"""

from hubproof.client.runtime import Parts
from hubproof.client.strategy_errors import StrategyErrors
from hubproof.harness.mutants.mutant import Mutant


class Unworried(StrategyErrors):
    """Takes an error for somebody else's business."""

    def holds_back(self, strategy_id: int, account: str) -> bool:
        """Nothing is ever held back."""
        del strategy_id, account
        return False


MUTANT = Mutant(
    name="enters_under_an_error",
    says="begins entries of a strategy whose condition cannot be evaluated",
    row="GUARD-9",
    scenarios=("strategy_in_error",),
    parts=Parts(errors=Unworried),
)
