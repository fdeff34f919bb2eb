"""What of the contract the hubs carry out.

The contract has every method that MesoLive documents. One that nothing here carries out yet is
unknown to its hub, as to a server that never had it: an answer that means nothing would be worse.
Whoever gives a method its handler takes its name out of `NOT_YET`; a test holds the two together.
"""

from hubproof.contract.mesolive.methods import METHODS, HubMethod

NOT_YET: tuple[str, ...] = (
    "StartPreparePositionAdjustment",
    "GetPreparePositionAdjustmentStatus",
    "CancelPreparePositionAdjustment",
)
"""Methods of the contract without a handler."""

OFFERED: dict[str, HubMethod] = {
    name: method for name, method in METHODS.items() if name not in NOT_YET
}
"""Methods that a client may call."""
