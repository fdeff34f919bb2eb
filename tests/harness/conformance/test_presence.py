"""Whether a test hub answers at an address: who else does is told apart from nobody."""

import asyncio
from collections.abc import Callable
from random import Random

import pytest

from hubproof.harness.conformance.presence import PATIENCE_S, what_is_missing
from hubproof.harness.conformance.served.server import TestServer
from hubproof.harness.conformance.wire import Server
from hubproof.harness.virtual import virtual_loop

HOST = "127.0.0.1"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 11\r\n\r\n<p>Hi!</p>\r\n"
NOWHERE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
HUB = b'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"connectionId":"x"}'
OBJECT = b'HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"error":"no"}'


def told(answer: Callable[[bytes], bytes | None]) -> tuple[str | None, float]:
    """What is missing where every request gets an answer, and how long it took; None: silence."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        data = answer(head)
        if data is None:
            await reader.read()
        else:
            writer.write(data)
            await writer.drain()
        writer.close()

    with virtual_loop(rng=Random(1), horizon_s=60) as loop:

        async def look() -> tuple[str | None, float]:
            server = await asyncio.start_server(serve, HOST, 0)
            port = server.sockets[0].getsockname()[1]
            began = loop.time()
            missing = await what_is_missing(Server(HOST, port))
            took_s = loop.time() - began
            server.close()
            await asyncio.sleep(1)  # of virtual time: every connection comes to its end
            return missing, took_s

        return loop.run_until_complete(look())


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ([NOWHERE], "POST /hub/negotiate has the answer 404"),
        ([PAGE], "POST /hub/negotiate has an answer that is no JSON"),
        ([OBJECT], "POST /hub/negotiate has the answer of something else"),
        ([HUB, NOWHERE], "GET /log/nobody has the answer 404"),
        ([HUB, HUB], "GET /log/nobody has the answer of something else"),
        ([b""], "speaks no HTTP"),
        ([b"SSH-2.0-x\r\n\r\n"], "speaks no HTTP"),
        ([None], f"nobody answers at http://{HOST}:"),
    ],
)
def test_whoever_is_no_test_hub_is_told_in_one_sentence(
    answers: list[bytes | None], says: str
) -> None:
    rest = iter(answers)
    missing, took_s = told(lambda _: next(rest))
    assert missing is not None
    assert says in missing
    assert took_s <= PATIENCE_S


def test_a_test_hub_lacks_nothing() -> None:
    with virtual_loop(rng=Random(1), horizon_s=60) as loop:
        server = TestServer(loop.now_us, iter(map(str, range(99))).__next__)

        async def look() -> str | None:
            port = await server.start(HOST, 0)
            missing = await what_is_missing(Server(HOST, port))
            await server.stop()
            return missing

        assert loop.run_until_complete(look()) is None


def test_nobody_is_nobody() -> None:
    missing = asyncio.run(what_is_missing(Server(HOST, 1)))
    assert missing == f"nobody serves at http://{HOST}:1"
