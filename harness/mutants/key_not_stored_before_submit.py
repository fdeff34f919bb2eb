"""Key not stored before submit: the key is made, used, and only then remembered.

Nothing is wrong until the process dies in between: the next life finds an intent without a key,
makes one, and enters again.
"""

from hubproof.client.records import Step
from hubproof.client.runtime import Parts
from hubproof.client.submission import Submission
from hubproof.harness.mutants.mutant import Mutant


class Trusting(Submission):
    """Expects to live until the answer."""

    def remember_before_submit(self, step: Step) -> None:
        """Remember nothing yet."""


MUTANT = Mutant(
    name="key_not_stored_before_submit",
    says="stores an idempotency key only when the answer is there",
    row="IDEM-1",
    also=("IDEM-3", "IDEM-8", "RECON-3", "SAFE-1"),
    scenarios=("killed_between_store_submit_and_answer",),
    parts=Parts(submission=Trusting),
)
