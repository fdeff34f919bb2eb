"""Never times out: waits for the next message of the Event hub, however long that takes.

On a half-open connection none ever comes, and none ever fails. The bot is connected, as far as it
can see, until somebody restarts it.
"""

from dataclasses import replace
from typing import Any

from hubproof.client.runtime import Parts
from hubproof.client.sdk import MesoLiveEventHubClient
from hubproof.client.sdk.options import ConnectionOptions
from hubproof.harness.mutants.mutant import Mutant

A_WEEK_S = 604_800.0


class Trusting(MesoLiveEventHubClient):
    """Never doubts the Event hub."""

    def __init__(self, *args: Any, options: ConnectionOptions, **rest: Any) -> None:
        super().__init__(*args, options=replace(options, server_timeout_s=A_WEEK_S), **rest)


MUTANT = Mutant(
    name="never_times_out",
    says="does not notice that the Event hub has fallen silent",
    row="RECON-6",
    also=("SAFE-4",),
    scenarios=("half_open_connection",),
    parts=Parts(event=Trusting),
)
