"""Exposure within intents: never more money at risk than the signals call for (SAFE-1).

The row for which all others exist. Each intent allows what executing its plan once puts at risk;
work that no signal called for allows nothing.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.money import money


def find(oracle: Oracle) -> Iterator[Finding]:
    """Places where too much was at risk, with the worst of it."""
    for exposure in oracle.exposures:
        if exposure.breached_us is None:
            continue
        allowed = (
            f"the accepted intent allows {money(exposure.allowed, exposure.currency)}"
            if exposure.intent
            else "no signal called for any"
        )
        yield Finding(
            message=(
                f"had {money(exposure.peak, exposure.currency)} at risk in {exposure.where} from "
                f"{seconds(exposure.breached_us)} on, where {allowed}: "
                f"{money(exposure.excess, exposure.currency)} too much"
            ),
            at_us=exposure.breached_us,
            exposure=exposure.excess,
        )


CHECKER = Checker(
    name="exposure_within_intents",
    requirement="SAFE-1",
    says="the money at risk never exceeds what the accepted intents allow",
    find=find,
)
