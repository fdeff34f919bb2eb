"""The families of cases: one module for a group of behaviours, all entered here.

Rule: the table is literal; a module that is not in it would be dead weight that looks alive.
"""

from hubproof.harness.conformance.suite.case import Case
from hubproof.harness.conformance.suite.families import (
    acknowledging,
    addressees,
    addressing,
    asking,
    breaking,
    closing,
    handshakes,
    invoking,
    items,
    knowing,
    liveness,
    negotiating,
    pacing,
    packed,
    polling,
    refusing,
    sockets,
    stateful,
    streaming,
    typed,
    uploading,
)

BY_FAMILY: tuple[Case, ...] = (
    *negotiating.CASES,
    *addressing.CASES,
    *knowing.CASES,
    *sockets.CASES,
    *streaming.CASES,
    *polling.CASES,
    *pacing.CASES,
    *handshakes.CASES,
    *invoking.CASES,
    *refusing.CASES,
    *items.CASES,
    *uploading.CASES,
    *asking.CASES,
    *addressees.CASES,
    *liveness.CASES,
    *closing.CASES,
    *breaking.CASES,
    *stateful.CASES,
    *acknowledging.CASES,
    *packed.CASES,
    *typed.CASES,
)
"""The cases of every module."""

CASES: tuple[Case, ...] = tuple(sorted(BY_FAMILY, key=lambda case: case.behaviour.number))
"""Every case, in the order of the behaviours."""

__all__ = ["CASES"]
