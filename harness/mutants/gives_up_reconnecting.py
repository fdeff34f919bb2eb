"""Gives up reconnecting: four attempts may fail, and then it stays away.

The default of Microsoft's clients with automatic reconnect. A deploy takes longer, and the bot sits
there, alive and with its Control hub, and hears of no signal any more.
"""

from dataclasses import replace
from typing import Any

from hubproof.client.runtime import Parts
from hubproof.client.sdk import MesoLiveEventHubClient
from hubproof.client.sdk.options import ConnectionOptions
from hubproof.harness.mutants.mutant import Mutant

ATTEMPTS_MAX = 4


class Impatient(MesoLiveEventHubClient):
    """Comes back to the Event hub, or does not."""

    def __init__(self, *args: Any, options: ConnectionOptions, **rest: Any) -> None:
        super().__init__(*args, options=replace(options, attempts_max=ATTEMPTS_MAX), **rest)


MUTANT = Mutant(
    name="gives_up_reconnecting",
    says="stays away after four attempts to reconnect have failed",
    row="RECON-4",
    also=("EVT-5", "SAFE-3", "SAFE-4"),
    scenarios=("hub_restarts_in_a_burst",),
    parts=Parts(event=Impatient),
)
