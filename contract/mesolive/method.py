"""What a hub method is: on which hub, what goes in, what comes out.

Every method takes exactly one argument object, and answers in a MesoLiveApiResponse; one that
streams brings bare items instead.
"""

from dataclasses import dataclass
from typing import Literal

from hubproof.contract.mesolive.provenance import DOCUMENTED, Evidence
from hubproof.contract.mesolive.wiremodel import WireModel

HubName = Literal["control", "data", "event"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HubMethod:
    """One method a client may invoke; a `keyed` one happens once for each IdempotencyKey.

    One that `streams` answers with bare items of `result`, until it is cancelled.
    """

    hub: HubName
    name: str
    sdk_name: str
    args: type[WireModel]
    result: type[WireModel]
    keyed: bool = False
    streams: bool = False
    evidence: Evidence = DOCUMENTED
    source: str
