"""Resends first: sends again under the same key where an answer was lost, and asks afterwards.

The hub says DuplicateRequest or Conflict where it knows the key, and both lead to the record.
"""

from hubproof.client.records import Step
from hubproof.client.runtime import Parts
from hubproof.client.sdk.exceptions import HubError, MesoLiveSignalRError
from hubproof.client.submission import Refused, Resend, Settled, Submission
from hubproof.harness.unusual.unusual import Unusual


class Insistent(Submission):
    """Tries once more before it looks."""

    async def on_unknown_outcome(
        self, step: Step, error: MesoLiveSignalRError
    ) -> Settled | Refused | Resend:
        """Send the same again; what the hub itself broke off is looked up as ever."""
        if isinstance(error, HubError):
            return await super().on_unknown_outcome(step, error)
        return Resend(step)


UNUSUAL = Unusual(
    name="resends_first",
    says="sends again under the same key before it asks for the record",
    parts=Parts(submission=Insistent),
)
