"""An argument of any kind, told on: every listener hears it in the encoding that it speaks."""

import asyncio
import itertools
import json
from random import Random

import msgspec
import pytest

from hubproof.contract.signalr.protocols import JSON, MESSAGEPACK
from hubproof.harness.conformance.sockets import BINARY, TEXT, Socket, upgrade
from hubproof.harness.conformance.wire import Server
from hubproof.harness.virtual import VirtualLoop, virtual_loop
from hubproof.simulator.hubs.typed import Hub, TypedHost
from hubproof.simulator.session.options import SessionOptions
from hubproof.simulator.transports.lobby import ALL_TRANSPORTS, EndpointOptions
from hubproof.simulator.transports.server import HubServer

PACKED = MESSAGEPACK.name
BOTH = SessionOptions(protocols=(JSON.name, PACKED))
OPEN = EndpointOptions(session=BOTH, transports=ALL_TRANSPORTS, needs_user=False)
VALUE = {"price": 1.5, "legs": [1, None, "x"]}


class Crier(Hub):
    """Tells everybody what it is told."""

    async def cry(self, value: object) -> None:
        await self.clients.all.send("Heard", value, [value])


def crier(loop: VirtualLoop) -> HubServer:
    ids = itertools.count(1)
    return HubServer(
        {"crier": ("/crier", TypedHost(Crier))},
        authorize=lambda _: None,
        clock=loop.now_us,
        token=lambda: f"id{next(ids)}",
        endpoints={"crier": OPEN},
    )


async def connected(server: Server, protocol: str) -> Socket:
    _, socket = await upgrade(server, "/crier", {})
    socket.send(TEXT, [f'{{"protocol":"{protocol}","version":1}}\x1e'.encode()])
    await asyncio.sleep(0.1)
    return socket


async def heard(socket: Socket) -> bytes:
    """The last thing that a client hears within a second."""
    last = b""
    try:
        async with asyncio.timeout(1):
            async for frame in socket.frames():
                last = frame.payload
    except TimeoutError:
        pass
    return last


def cry(speaks: str, hears: str) -> object:
    """What who hears is told when who speaks cries."""
    with virtual_loop(rng=Random(1), horizon_s=60) as loop:

        async def main() -> object:
            server = crier(loop)
            place = Server("127.0.0.1", await server.start("127.0.0.1", 0))
            speaker, listener = await connected(place, speaks), await connected(place, hears)
            if speaks == PACKED:
                body = msgspec.msgpack.encode([1, {}, None, "Cry", [VALUE], []])
                speaker.send(BINARY, [bytes((len(body),)) + body])
            else:
                call = {"type": 1, "target": "Cry", "arguments": [VALUE]}
                speaker.send(TEXT, [f"{json.dumps(call)}\x1e".encode()])
            told = await heard(listener)
            for one in (speaker, listener):
                one.reset()
            await server.stop()
            if hears == PACKED:
                return msgspec.msgpack.decode(told[1:])[4]
            return json.loads(told.rstrip(b"\x1e"))["arguments"]

        return loop.run_until_complete(main())


@pytest.mark.parametrize("speaks", [JSON.name, PACKED])
@pytest.mark.parametrize("hears", [JSON.name, PACKED])
def test_every_listener_hears_it_in_its_own_encoding(speaks: str, hears: str) -> None:
    assert cry(speaks, hears) == [VALUE, [VALUE]]
