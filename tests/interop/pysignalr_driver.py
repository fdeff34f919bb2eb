"""Drives pysignalr against a hub server and prints what happened as one JSON object.

Usage: python pysignalr_driver.py URL KEY. This client has no call that can be awaited and no way to
cancel a stream, so answers are collected by callbacks and the cancellation is written by hand.
"""

import asyncio
import contextlib
import json
import sys
from typing import Any

from pysignalr.client import SignalRClient
from pysignalr.messages import CancelInvocationMessage

TIMEOUT_S = 50.0  # under what the test waits for this process, so that it can say why


class Driver:
    """One client, and what it saw."""

    def __init__(self, url: str, key: str) -> None:
        # Its token factory acts only once the socket is open; a header is there from the start.
        self.client = SignalRClient(url, headers={"Authorization": f"Bearer {key}"}, retry_count=1)
        self.opened = asyncio.Event()
        self.answers: asyncio.Queue[Any] = asyncio.Queue()
        self.told: list[Any] = []
        self.client.on_open(self._open)
        self.client.on_error(self._ignore)
        self.client.on("Told", self._hear)

    async def _open(self) -> None:
        self.opened.set()

    async def _ignore(self, answer: Any) -> None:
        """An error that the call's own callback is told as well; without this one, it is fatal."""

    async def _hear(self, arguments: list[Any]) -> None:
        self.told.append(arguments)

    async def call(self, method: str, *arguments: Any) -> Any:
        """Invoke a method; its result, or the error's text."""
        await self.client.send(method, list(arguments), self.answers.put)
        answer = await self.answers.get()
        return answer.error or answer.result

    async def count(self, number: int, *, until: int | None = None) -> dict[str, Any]:
        """Read the stream of that many numbers, cancelling it after `until` of them."""
        items: list[Any] = []

        async def take(item: Any) -> None:
            items.append(item)
            if len(items) == until:
                (invocation_id,) = self.client._stream_handlers
                await self.client._transport.send(CancelInvocationMessage(invocation_id))

        arguments: list[Any] = [number]
        await self.client.stream("Count", arguments, take, self.answers.put)
        end = await self.answers.get()
        return {"items": items[:until], "error": end.error, "is_whole": len(items) == number}

    async def talk(self) -> dict[str, Any]:
        """Everything the interop test asks about."""
        await self.opened.wait()
        return {
            "echo": await self.call("Echo", {"text": "é☃😀", "none": None, "list": [1, 2.5]}),
            "add": [await self.call("add", number, 1) for number in (1, 2, 3)],
            "fail": await self.call("Fail"),
            "unknown": await self.call("Nowhere"),
            "tell": await self.call("TellMany", 3),
            "told": self.told,
            "whole": await self.count(3),
            "part": await self.count(1_000_000, until=2),
            "after": await self.call("Add", 20, 22),
        }


async def main(url: str, key: str) -> dict[str, Any]:
    driver = Driver(url, key)
    running = asyncio.create_task(driver.client.run())
    talking = asyncio.create_task(driver.talk())
    async with asyncio.timeout(TIMEOUT_S):
        await asyncio.wait([running, talking], return_when=asyncio.FIRST_COMPLETED)
    if not talking.done():
        talking.cancel()
        await running
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    return await talking


try:
    sys.stdout.write(json.dumps(asyncio.run(main(*sys.argv[1:]))))
except Exception as error:  # noqa: BLE001  # whatever stopped the client is the driver's result
    sys.stdout.write(json.dumps({"error": repr(error), "cause": repr(error.__cause__)}))
    sys.exit(1)
