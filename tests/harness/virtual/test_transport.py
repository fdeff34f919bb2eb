"""One end of a link keeps asyncio's contract: ends, pauses, limits, errors."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, cast

import pytest

from hubproof.harness.virtual import VirtualLoop, run_virtual
from hubproof.harness.virtual.transport import HIGH_WATER_BYTES, WINDOW_BYTES

Pair = Callable[[], Awaitable[tuple[Any, Any]]]


def run(main: Coroutine[Any, Any, None]) -> None:
    run_virtual(main, rng=random.Random(1), horizon_s=60)


def here() -> VirtualLoop:
    return cast("VirtualLoop", asyncio.get_running_loop())


def test_close_lets_what_was_written_arrive_before_the_end(pair: Pair) -> None:
    async def main() -> None:
        client, server = await pair()
        client.transport.write(b"last words")
        client.transport.close()
        client.transport.write(b"too late")
        assert client.transport.is_closing()
        await asyncio.sleep(1)
        assert client.events[-1][1:] == ("lost", None)
        assert server.whats() == ["made", "data", "eof", "lost"]
        assert server.data() == [b"last words"]
        assert server.events[-1][2] is None
        assert server.events[1][0] < server.events[2][0]

    run(main())


def test_abort_is_a_reset_for_the_peer_after_what_was_written_before(pair: Pair) -> None:
    async def main() -> None:
        client, server = await pair()
        server.transport.write(b"never read")
        client.transport.write(b"read")
        client.transport.abort()
        await asyncio.sleep(1)
        assert client.events[1:] == [(client.events[1][0], "lost", None)]
        assert [event[1:] for event in server.events[1:]] == [
            ("data", b"read"),
            ("lost", "ConnectionResetError"),
        ]

    run(main())


def test_a_reset_overtakes_what_a_paused_reader_has_not_read(pair: Pair) -> None:
    async def main() -> None:
        client, server = await pair()
        server.transport.pause_reading()
        client.transport.write(b"unread")
        await asyncio.sleep(1)
        client.transport.abort()
        await asyncio.sleep(1)
        assert server.whats() == ["made", "lost"]

    run(main())


def test_after_write_eof_the_other_way_stays_open(pair: Pair) -> None:
    async def main() -> None:
        client, server = await pair()
        server.stays_open = True
        client.transport.write(b"question")
        assert client.transport.can_write_eof()
        client.transport.write_eof()
        with pytest.raises(RuntimeError, match="after write_eof"):
            client.transport.write(b"more")
        await asyncio.sleep(1)
        assert server.whats() == ["made", "data", "eof"]
        server.transport.write(b"answer")
        server.transport.close()
        await asyncio.sleep(1)
        assert client.data() == [b"answer"]
        assert client.events[-1][1:] == ("lost", None)

    run(main())


def test_bytes_for_a_closed_peer_are_answered_with_a_reset(pair: Pair) -> None:
    async def main() -> None:
        client, server = await pair()
        server.stays_open = True
        client.transport.close()
        await asyncio.sleep(1)
        server.transport.write(b"anybody there?")
        await asyncio.sleep(1)
        assert client.whats() == ["made", "lost"]
        assert server.events[-1][1:] == ("lost", "ConnectionResetError")

    run(main())


def test_a_paused_reader_gets_everything_in_order_when_it_resumes(pair: Pair) -> None:
    async def main() -> None:
        client, server = await pair()
        server.transport.pause_reading()
        assert not server.transport.is_reading()
        for number in range(5):
            client.transport.write(b"%d" % number)
            await asyncio.sleep(0.1)
        client.transport.close()
        await asyncio.sleep(1)
        assert server.whats() == ["made"]
        server.transport.resume_reading()
        assert server.transport.is_reading()
        await asyncio.sleep(1)
        assert server.data() == [b"01234"]
        assert server.whats() == ["made", "data", "eof", "lost"]

    run(main())


def test_a_writer_is_paused_beyond_the_window_and_the_high_water_mark_and_resumed(
    pair: Pair,
) -> None:
    async def main() -> None:
        client, server = await pair()
        server.transport.pause_reading()
        client.transport.write(bytes(WINDOW_BYTES + HIGH_WATER_BYTES))
        assert client.whats() == ["made"]
        assert client.transport.get_write_buffer_size() == HIGH_WATER_BYTES
        client.transport.write(b"1")
        assert client.whats() == ["made", "pause"]
        await asyncio.sleep(1)
        assert client.whats() == ["made", "pause"]
        server.transport.resume_reading()
        await asyncio.sleep(1)
        assert client.whats() == ["made", "pause", "resume"]
        assert client.transport.get_write_buffer_size() == 0

    run(main())


def test_the_limits_of_the_writers_buffer_can_be_set(pair: Pair) -> None:
    async def main() -> None:
        client, server = await pair()
        assert client.transport.get_write_buffer_limits() == (16 * 1024, 64 * 1024)
        client.transport.set_write_buffer_limits(high=10, low=5)
        assert client.transport.get_write_buffer_limits() == (5, 10)
        server.transport.pause_reading()
        client.transport.write(bytes(WINDOW_BYTES + 11))
        assert client.whats() == ["made", "pause"]
        with pytest.raises(ValueError, match="must be >= low"):
            client.transport.set_write_buffer_limits(high=1, low=2)

    run(main())


def test_closing_with_a_full_buffer_waits_until_the_peer_has_read_it(pair: Pair) -> None:
    async def main() -> None:
        client, server = await pair()
        server.transport.pause_reading()
        client.transport.write(bytes(WINDOW_BYTES + 1))
        client.transport.close()
        await asyncio.sleep(1)
        assert client.whats() == ["made"]
        server.transport.resume_reading()
        await asyncio.sleep(1)
        assert client.events[-1][1:] == ("lost", None)
        assert server.whats() == ["made", "data", "eof", "lost"]

    run(main())


def test_an_upgrade_hands_the_bytes_to_the_new_protocol(pair: Pair) -> None:
    async def main() -> None:
        client, server = await pair()
        successor = type(server)()
        server.transport.set_protocol(successor)
        assert server.transport.get_protocol() is successor
        client.transport.write(b"x")
        await asyncio.sleep(1)
        assert server.data() == []
        assert successor.data() == [b"x"]

    run(main())


def test_the_ends_know_their_addresses_and_no_socket(pair: Pair) -> None:
    async def main() -> None:
        client, server = await pair()
        near, far = (client.transport.get_extra_info(name) for name in ("sockname", "peername"))
        assert near == server.transport.get_extra_info("peername") == ("127.0.0.1", 40_001)
        assert far == server.transport.get_extra_info("sockname") == ("127.0.0.1", 20_000)
        assert client.transport.get_extra_info("socket") is None
        assert client.transport.get_extra_info("sslcontext", "none") == "none"

    run(main())


def test_text_is_not_bytes(pair: Pair) -> None:
    async def main() -> None:
        client, _ = await pair()
        with pytest.raises(TypeError, match="bytes-like"):
            client.transport.write("text")

    run(main())


def test_a_protocol_that_raises_loses_its_connection_and_is_reported(pair: Pair) -> None:
    async def main() -> None:
        reports: list[dict[str, Any]] = []
        here().set_exception_handler(lambda _, context: reports.append(context))
        client, server = await pair()

        def fail(_: bytes) -> None:
            raise ValueError("cannot parse")

        server.data_received = fail
        client.transport.write(b"x")
        await asyncio.sleep(1)
        assert server.events[-1][1:] == ("lost", "ValueError")
        assert client.events[-1][1:] == ("lost", "ConnectionResetError")
        assert [report["message"] for report in reports] == [
            "Fatal error: protocol.data_received() call failed."
        ]

    run(main())


def test_streams_work_over_it() -> None:
    async def main() -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write((await reader.read()).upper())
            await writer.drain()
            writer.close()

        async with await asyncio.start_server(serve, "localhost", 7):
            reader, writer = await asyncio.open_connection("localhost", 7)
            writer.write(b"hello " * 100_000)
            await writer.drain()
            writer.write_eof()
            assert await reader.read() == b"HELLO " * 100_000
            writer.close()
            await writer.wait_closed()

    run(main())


def test_a_buffered_protocol_is_fed_through_its_own_buffer() -> None:
    class Buffered(asyncio.BufferedProtocol):
        def __init__(self) -> None:
            self.buffer = bytearray(4)
            self.got = b""

        def get_buffer(self, _size: int) -> bytearray:
            return self.buffer

        def buffer_updated(self, size: int) -> None:
            self.got += self.buffer[:size]

    async def main() -> None:
        accepted = Buffered()
        await here().create_server(lambda: accepted, "127.0.0.1", 7)
        transport, _ = await here().create_connection(asyncio.Protocol, "127.0.0.1", 7)
        transport.write(b"longer than its buffer")
        await asyncio.sleep(1)
        assert accepted.got == b"longer than its buffer"

    run(main())
