"""Gives up reconnecting: four attempts may fail, and then it stays away.

The default of Microsoft's clients with automatic reconnect. A deploy takes longer, and the bot sits
there, alive, with its orders unwatched.
"""

from dataclasses import replace
from typing import Any

from hubproof.client.runtime import Parts
from hubproof.client.sdk import MesoLiveControlHubClient, MesoLiveEventHubClient
from hubproof.client.sdk.options import ConnectionOptions
from hubproof.harness.mutants.mutant import Mutant

ATTEMPTS_MAX = 4


def _impatient(options: ConnectionOptions) -> ConnectionOptions:
    return replace(options, attempts_max=ATTEMPTS_MAX)


class ImpatientControl(MesoLiveControlHubClient):
    """Comes back to the Control hub, or does not."""

    def __init__(self, *args: Any, options: ConnectionOptions, **rest: Any) -> None:
        super().__init__(*args, options=_impatient(options), **rest)


class ImpatientEvent(MesoLiveEventHubClient):
    """Comes back to the Event hub, or does not."""

    def __init__(self, *args: Any, options: ConnectionOptions, **rest: Any) -> None:
        super().__init__(*args, options=_impatient(options), **rest)


MUTANT = Mutant(
    name="gives_up_reconnecting",
    says="stays away after four attempts to reconnect have failed",
    row="RECON-4",
    also=("IDEM-5", "EVT-5", "SAFE-3", "SAFE-4"),
    scenarios=("hub_restarts_in_a_burst",),
    parts=Parts(control=ImpatientControl, event=ImpatientEvent),
)
