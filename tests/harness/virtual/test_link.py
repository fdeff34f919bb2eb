"""A link: latency, jitter, order, and the faults a network can have."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubproof.harness.virtual import Link, VirtualLoop, run_virtual

Pair = Callable[[], Awaitable[tuple[Any, Any]]]
LATENCY_NS = 5_000_000
JITTER_NS = 1_000_000


def run(main: Coroutine[Any, Any, None], seed: int = 1) -> None:
    run_virtual(main, rng=random.Random(seed), horizon_s=60, latency_s=LATENCY_NS / 1e9)


def here() -> VirtualLoop:
    return cast("VirtualLoop", asyncio.get_running_loop())


def link_of(recorder: Any) -> Link:
    return cast("Link", recorder.transport.get_extra_info("link"))


def test_bytes_arrive_after_the_latency_and_less_than_a_millisecond_more(pair: Pair) -> None:
    async def main() -> None:
        client, server = await pair()
        for _ in range(200):
            sent_ns = here().now_ns()
            client.transport.write(b"x")
            await asyncio.sleep(0.01)
            assert LATENCY_NS < server.events[-1][0] - sent_ns < LATENCY_NS + JITTER_NS

    run(main())


def test_writes_of_one_instant_arrive_as_one(pair: Pair) -> None:
    async def main() -> None:
        client, server = await pair()
        client.transport.write(b"a")
        client.transport.write(bytearray(b"b"))
        client.transport.writelines([b"c", memoryview(b"d")])
        await asyncio.sleep(0)
        client.transport.write(b"e")
        await asyncio.sleep(1)
        client.transport.write(b"f")
        await asyncio.sleep(1)
        assert server.data() == [b"abcde", b"f"]

    run(main())


def test_the_delay_does_not_depend_on_how_many_bytes_are_written(pair: Pair) -> None:
    instants = []
    for size in (1, 60_000, 3_000_000):

        async def main(size: int = size) -> None:
            client, server = await pair()
            client.transport.write(bytes(size))
            await asyncio.sleep(1)
            instants.append(server.events[-1][0])

        run(main())
    assert len(set(instants)) == 1


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), pauses_us=st.lists(st.integers(1, 2_000), max_size=60))
def test_each_way_is_a_fifo_and_no_two_deliveries_share_an_instant(
    seed: int, pauses_us: list[int]
) -> None:
    instants: list[int] = []

    class Noter(asyncio.Protocol):
        def __init__(self) -> None:
            self.transport: Any = None
            self.got = b""

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def data_received(self, data: bytes) -> None:
            instants.append(here().now_ns())
            self.got += data

    async def main() -> None:
        served: list[Noter] = []

        def accept() -> Noter:
            served.append(Noter())
            return served[-1]

        await here().create_server(accept, "127.0.0.1", 7)
        clients = [(await here().create_connection(Noter, "127.0.0.1", 7))[1] for _ in range(3)]
        await asyncio.sleep(1)
        for number, pause_us in enumerate(pauses_us):
            for side in (*clients, *served):
                side.transport.write(bytes([number]))
            await asyncio.sleep(pause_us / 1e6)
        await asyncio.sleep(1)
        expected = bytes(range(len(pauses_us)))
        assert [side.got for side in (*clients, *served)] == [expected] * 6
        assert len(set(instants)) == len(instants)

    run(main(), seed)


def test_the_traffic_of_one_link_does_not_shift_the_jitter_of_another(pair: Pair) -> None:
    arrivals = []
    for noise in (0, 20):

        async def main(noise: int = noise) -> None:
            noisy, _ = await pair()
            client, server = await pair()
            for _ in range(noise):
                noisy.transport.write(b"noise")
                await asyncio.sleep(0.0001)
            await asyncio.sleep(5 - here().time())
            client.transport.write(b"x")
            await asyncio.sleep(1)
            arrivals.append(server.events[-1][0])

        run(main())
    assert arrivals[0] == arrivals[1]


def test_a_latency_changed_on_the_way_keeps_the_order(pair: Pair) -> None:
    async def main() -> None:
        client, server = await pair()
        link_of(client).latency_ns = 3_000_000_000
        client.transport.write(b"slow")
        await asyncio.sleep(0.1)
        link_of(client).latency_ns = 0
        client.transport.write(b"fast")
        await asyncio.sleep(5)
        assert b"".join(server.data()) == b"slowfast"
        assert server.events[-2][0] >= 3_000_000_000

    run(main())


def test_a_stalled_link_holds_bytes_and_ends_until_it_is_healed(pair: Pair) -> None:
    async def main() -> None:
        client, server = await pair()
        link = link_of(client)
        client.transport.write(b"before ")
        link.stall()
        await asyncio.sleep(1)
        client.transport.write(b"during")
        client.transport.close()
        await asyncio.sleep(10)
        assert server.whats() == ["made"]
        healed_ns = here().now_ns()
        link.heal()
        await asyncio.sleep(1)
        assert server.whats() == ["made", "data", "eof", "lost"]
        assert server.data() == [b"before during"]
        assert server.events[1][0] >= healed_ns + LATENCY_NS

    run(main())


def test_bytes_written_after_healing_stay_behind_those_that_were_held(pair: Pair) -> None:
    async def main() -> None:
        client, server = await pair()
        link_of(client).stall()
        client.transport.write(b"1")
        await asyncio.sleep(1)
        link_of(client).heal()
        client.transport.write(b"2")
        await asyncio.sleep(1)
        client.transport.write(b"3")
        await asyncio.sleep(1)
        assert b"".join(server.data()) == b"123"

    run(main())


@pytest.mark.parametrize("is_stalled", [False, True])
def test_a_reset_of_the_link_is_felt_by_both_sides_and_drops_what_is_on_its_way(
    pair: Pair,
    is_stalled: bool,  # noqa: FBT001  # pytest passes parameters by name
) -> None:
    async def main() -> None:
        client, server = await pair()
        if is_stalled:
            link_of(client).stall()
        client.transport.write(b"lost")
        server.transport.write(b"lost too")
        link_of(client).reset()
        client.transport.write(b"and this")
        await asyncio.sleep(1)
        for side in (client, server):
            assert side.whats() == ["made", "lost"]
            assert side.events[-1][2] == "ConnectionResetError"
        assert here().network.links() == []

    run(main())


def test_the_network_lists_its_open_links_in_order(pair: Pair) -> None:
    async def main() -> None:
        first, _ = await pair()
        second, _ = await pair()
        assert here().network.links() == [link_of(first), link_of(second)]
        assert [(link.number, link.ordinal) for link in here().network.links()] == [(1, 1), (2, 1)]
        first.transport.close()
        await asyncio.sleep(1)
        assert here().network.links() == [link_of(second)]

    run(main())
