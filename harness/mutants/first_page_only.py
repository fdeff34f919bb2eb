"""First page only: reads one page of the history and ignores the token that says there is more.

Right on every quiet day. After a longer absence the rest of the history is missing.
"""

from hubproof.client.consumer import Consumer
from hubproof.client.runtime import Parts
from hubproof.client.sdk import models
from hubproof.harness.mutants.mutant import Mutant


class Browser(Consumer):
    """Never turns the page."""

    async def replay(self) -> None:
        """Read one page."""
        self.on_page(await self.read_page(None))

    def leaves_gap(self, event: models.Event) -> bool:
        """A page is everything, so nothing can be missing."""
        del event
        return False


MUTANT = Mutant(
    name="first_page_only",
    says="reads one page of the history and ignores the continuation token",
    row="EVT-2",
    also=("EVT-5",),
    scenarios=("resume_after_a_cut_with_duplicates", "killed_between_store_submit_and_answer"),
    parts=Parts(consumer=Browser),
)
