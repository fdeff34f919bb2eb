"""Who listens, who may connect, and what a server answers."""

import asyncio
import random
import socket
from collections.abc import Coroutine
from typing import Any, cast

import pytest

from hubproof.harness.virtual import VirtualLoop, run_virtual


def run(main: Coroutine[Any, Any, None]) -> None:
    run_virtual(main, rng=random.Random(1), horizon_s=60, latency_s=0.005)


def here() -> VirtualLoop:
    return cast("VirtualLoop", asyncio.get_running_loop())


def test_port_zero_takes_the_next_free_counter() -> None:
    async def main() -> None:
        taken = await here().create_server(asyncio.Protocol, "127.0.0.1", 20_001)
        free = [await here().create_server(asyncio.Protocol, "127.0.0.1", 0) for _ in range(2)]
        ports = [server.sockets[0].getsockname() for server in (taken, *free)]
        assert ports == [("127.0.0.1", 20_001), ("127.0.0.1", 20_000), ("127.0.0.1", 20_002)]

    run(main())


def test_a_taken_port_is_an_error_that_names_it() -> None:
    async def main() -> None:
        first = await here().create_server(asyncio.Protocol, "127.0.0.1", 7)
        with pytest.raises(OSError, match="port 7 is taken"):
            await here().create_server(asyncio.Protocol, "127.0.0.1", 7)
        first.close()
        await here().create_server(asyncio.Protocol, "127.0.0.1", 7)

    run(main())


def test_connecting_where_nobody_listens_is_refused_after_a_round_trip() -> None:
    async def main() -> None:
        with pytest.raises(ConnectionRefusedError, match="Connect call failed"):
            await here().create_connection(asyncio.Protocol, "127.0.0.1", 7)
        assert 0.010 < here().time() < 0.011

    run(main())


def test_a_port_told_to_refuse_refuses_until_it_is_allowed_again() -> None:
    async def main() -> None:
        await here().create_server(asyncio.Protocol, "127.0.0.1", 7)
        here().network.refuse(7)
        with pytest.raises(ConnectionRefusedError):
            await here().create_connection(asyncio.Protocol, "127.0.0.1", 7)
        here().network.allow(7)
        transport, _ = await here().create_connection(asyncio.Protocol, "127.0.0.1", 7)
        assert not transport.is_closing()

    run(main())


def test_a_real_socket_is_remembered_by_sock_connect_and_closed_when_paired() -> None:
    async def main() -> None:
        await here().create_server(asyncio.Protocol, "127.0.0.1", 7)
        sock = socket.socket()
        await here().sock_connect(sock, ("127.0.0.1", 7))
        transport, _ = await here().create_connection(asyncio.Protocol, sock=sock)
        assert sock.fileno() == -1
        assert transport.get_extra_info("peername") == ("127.0.0.1", 7)

    run(main())


def test_a_listener_that_closes_before_the_connection_arrives_resets_it() -> None:
    async def main() -> None:
        lost: list[Exception | None] = []

        class Client(asyncio.Protocol):
            def connection_lost(self, exc: Exception | None) -> None:
                lost.append(exc)

        server = await here().create_server(asyncio.Protocol, "127.0.0.1", 7)
        await here().create_connection(Client, "127.0.0.1", 7)
        server.close()
        await asyncio.sleep(1)
        assert [type(error) for error in lost] == [ConnectionResetError]
        assert here().network.links() == []

    run(main())


def test_a_server_that_was_not_started_refuses() -> None:
    async def main() -> None:
        server = await here().create_server(asyncio.Protocol, "127.0.0.1", 7, start_serving=False)
        assert not server.is_serving()
        with pytest.raises(ConnectionRefusedError):
            await here().create_connection(asyncio.Protocol, "127.0.0.1", 7)
        await server.start_serving()
        assert server.is_serving()
        await here().create_connection(asyncio.Protocol, "127.0.0.1", 7)

    run(main())


@pytest.mark.parametrize("end", ["close_clients", "abort_clients"])
def test_a_closed_server_waits_for_its_clients_which_it_can_end(end: str) -> None:
    async def main() -> None:
        server = await here().create_server(asyncio.Protocol, "127.0.0.1", 7)
        await here().create_connection(asyncio.Protocol, "127.0.0.1", 7)
        await asyncio.sleep(1)
        server.close()
        assert server.sockets == ()
        waiting = asyncio.ensure_future(server.wait_closed())
        await asyncio.sleep(1)
        assert not waiting.done()
        getattr(server, end)()
        await asyncio.wait_for(waiting, 1)

    run(main())


def test_serving_for_ever_ends_by_cancelling_and_frees_the_port() -> None:
    async def main() -> None:
        server = await here().create_server(asyncio.Protocol, ["127.0.0.1", "::1"], 7)
        assert [sock.family for sock in server.sockets] == [socket.AF_INET, socket.AF_INET6]
        serving = asyncio.ensure_future(server.serve_forever())
        await asyncio.sleep(1)
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving
        assert not server.is_serving()
        await here().create_server(asyncio.Protocol, None, 7)

    run(main())
