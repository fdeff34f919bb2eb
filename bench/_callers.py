"""WebSockets that call, and count what they are answered: the load of the measurements.

Rule: the generator must not be what is measured. It is compiled (picows on uvloop), writes frames
that were made beforehand, has a core of its own, and how busy that core was goes with every figure.
"""

import asyncio
import json
import os
import time
from dataclasses import dataclass, field
from typing import Any

from _servers import CLIENT_CORE, HOST
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

BUSY_MAX = 0.9
"""Of the generator's core, whoever used it: above this the generator may be what was measured."""

SEPARATOR = b"\x1e"
HANDSHAKE = b'{"protocol":"json","version":1}' + SEPARATOR
PING = b'{"type":6}' + SEPARATOR


def invocation(target: str, *arguments: Any) -> bytes:
    """A call that is answered."""
    message = {"type": 1, "invocationId": "1", "target": target, "arguments": arguments}
    return json.dumps(message).encode() + SEPARATOR


@dataclass(slots=True)
class Crowd:
    """Some WebSockets, and how often they were told anything since the count was set to 0.

    `reached` is set when the count is what was `wanted`.
    """

    call: bytes = b""
    count: int = 0
    wanted: int = -1
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    is_going: bool = False
    transports: list[WSTransport] = field(default_factory=list)

    def say(self, message: bytes) -> None:
        """Every socket says this."""
        for transport in self.transports:
            transport.send(WSMsgType.TEXT, message)

    def call_once(self) -> None:
        """Every socket calls, and again whenever it is answered."""
        self.is_going = True
        self.say(self.call)

    def leave(self) -> None:
        """End every connection."""
        for transport in self.transports:
            transport.disconnect(graceful=False)


class Caller(WSListener):
    """One WebSocket: calls again whenever an answer has come in."""

    def __init__(self, crowd: Crowd) -> None:
        super().__init__()
        self._crowd = crowd
        self.is_ready = asyncio.get_running_loop().create_future()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Count it; the first one is the handshake's answer."""
        crowd = self._crowd
        if crowd.is_going:
            crowd.count += 1
            transport.send(WSMsgType.TEXT, crowd.call)
        elif not self.is_ready.done():
            self.is_ready.set_result(frame.get_payload_as_bytes())
        else:
            crowd.count += 1
            if crowd.count == crowd.wanted:
                crowd.reached.set()


async def join(crowd: Crowd, port: int, path: str, number: int) -> None:
    """Let so many WebSockets shake hands and wait."""
    for _ in range(number):
        caller = Caller(crowd)
        transport, _ = await ws_connect(
            lambda caller=caller: caller, f"ws://{HOST}:{port}{path}", enable_auto_ping=False
        )
        transport.send(WSMsgType.TEXT, HANDSHAKE)
        async with asyncio.timeout(10):
            await caller.is_ready
        crowd.transports.append(transport)


class Busyness:
    """How busy the generator's core is, whoever uses it, from one look to the next."""

    def __init__(self) -> None:
        os.sched_setaffinity(0, {CLIENT_CORE})
        self._last = self._read()

    def busy(self) -> float:
        """The busy share since the last look."""
        then, self._last = self._last, self._read()
        all_s, idle_s = (now - before for now, before in zip(self._last, then, strict=True))
        return 1 - idle_s / all_s if all_s else 0.0

    def _read(self) -> tuple[float, float]:
        with open("/proc/stat") as told:  # noqa: PTH123  # no file of ours
            for line in told:
                name, *ticks = line.split()
                if name == f"cpu{CLIENT_CORE}":
                    spent = [int(one) for one in ticks[:8]]
                    return sum(spent), spent[3] + spent[4]
        return time.monotonic(), 0.0
