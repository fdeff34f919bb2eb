"""A connection whose hub may tell it much: it waits for who does not read, and lets others in."""

import asyncio

from hubproof.simulator.transports.conversation import TOLD_AT_ONCE, Conversation


class Swift(Conversation):
    """A client that takes all it is told at once."""

    is_open = True
    is_full = False

    def __init__(self) -> None:
        """There is nothing behind it."""


def test_who_tells_much_lets_everybody_have_a_turn() -> None:
    async def tell() -> int:
        client, turns = Swift(), list[int]()
        for number in range(3 * TOLD_AT_ONCE + 1):
            asyncio.get_running_loop().call_soon(turns.append, number)
            await client.until_roomy()
        return len(turns)

    assert asyncio.run(tell()) == 3 * TOLD_AT_ONCE
