"""Addressing: who has gone is told nothing, and telling it holds nobody up."""

import asyncio

from hubproof.simulator.hubs.typed import TypedHost
from hubproof.simulator.hubs.typed.hub import Hub
from hubproof.simulator.transports.conversation import TOLD_AT_ONCE


class Quiet(Hub):
    """Says nothing."""


def test_who_tells_somebody_gone_lets_everybody_else_have_a_turn() -> None:
    async def tell() -> int:
        gone, turns = TypedHost(Quiet).clients.client("gone"), list[int]()
        for number in range(2 * TOLD_AT_ONCE + 1):
            asyncio.get_running_loop().call_soon(turns.append, number)
            await gone.send("Told", number)
        return len(turns)

    assert asyncio.run(tell()) == 2 * TOLD_AT_ONCE
