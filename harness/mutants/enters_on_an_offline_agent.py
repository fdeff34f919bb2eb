"""Enters on an offline agent: hears that the agent is gone, and begins entries all the same.

Its preparations wait without market data, and its orders are refused until the agent is back.
"""

from hubproof.client.agents import Agents
from hubproof.client.runtime import Parts
from hubproof.harness.mutants.mutant import Mutant


class Careless(Agents):
    """Does not care who is there."""

    def holds_back(self, broker_account_id: str) -> bool:
        """Nothing is ever held back."""
        del broker_account_id
        return False


MUTANT = Mutant(
    name="enters_on_an_offline_agent",
    says="begins entries on an account whose agent is offline",
    row="GUARD-9",
    scenarios=("agent_goes_offline",),
    parts=Parts(agents=Careless),
)
