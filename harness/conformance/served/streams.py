"""Streams of the test hub, to the client and from it.

Rule: a method here is the recorded server's, in Python; its name says what it does.
"""

import asyncio
from collections.abc import AsyncIterator

from hubproof.contract.dotnet.kinds import INT32
from hubproof.harness.conformance.served.calls import Calls
from hubproof.harness.conformance.served.parcel import Parcel, sample
from hubproof.harness.conformance.served.platform import delay, upper
from hubproof.simulator.hubs.typed import HubError, hub_method
from hubproof.simulator.hubs.typed.hub import NullReferenceError, name_of


class Streams(Calls):
    """What is streamed."""

    async def count(self, count: int, milliseconds: int) -> AsyncIterator[int]:
        try:
            for number in range(count):
                yield number
                if milliseconds > 0:
                    await asyncio.sleep(milliseconds / 1000)
        finally:
            self._log("count ended")

    async def count_channel(self, count: int, milliseconds: int) -> AsyncIterator[int]:
        for number in range(count):
            yield number
            if milliseconds > 0:
                await asyncio.sleep(milliseconds / 1000)

    def count_later(self, count: int) -> AsyncIterator[int]:
        return self.count(count, 0)

    async def mixed(self) -> AsyncIterator[str | None]:
        for item in ("a", None, "c"):
            yield item

    def fail_before(self) -> AsyncIterator[int]:
        raise RuntimeError("before")

    def refuse_before(self) -> AsyncIterator[int]:
        raise HubError("refused before")

    async def fail_after(self, count: int) -> AsyncIterator[int]:
        for number in range(count):
            yield number
        raise RuntimeError("after")

    async def refuse_after(self, count: int) -> AsyncIterator[int]:
        for number in range(count):
            yield number
        raise HubError("refused after")

    def null_stream(self) -> AsyncIterator[int]:
        nothing: AsyncIterator[int] | None = None
        return nothing  # type: ignore[return-value]  # a mistake that is to be answered

    async def parcels(self) -> AsyncIterator[Parcel]:
        yield sample()

    async def sum(self, numbers: AsyncIterator[int]) -> int:
        total = 0
        async for number in numbers:
            total += number
        return INT32.wrapped(total)

    async def concat(self, prefix: str | None, parts: AsyncIterator[str | None]) -> str | None:
        try:
            async for part in parts:
                prefix = (prefix or "") + (part or "")
        except Exception as error:
            self._log(f"upload failed: {name_of(error)}: {error}")
            raise
        return prefix

    async def two(
        self,
        left: AsyncIterator[str | None],
        between: str | None,
        right: AsyncIterator[str | None],
    ) -> str:
        told = "".join([part or "" async for part in left])
        return told + (between or "") + "".join([part or "" async for part in right])

    @hub_method(endures=True)
    async def shout(self, words: AsyncIterator[str | None]) -> AsyncIterator[str]:
        async for word in words:
            if word is None:
                raise NullReferenceError
            yield upper(word)

    async def first_only(self, numbers: AsyncIterator[int]) -> int:
        async for number in numbers:
            return number
        return -1

    async def sum_late(self, numbers: AsyncIterator[int], milliseconds: int) -> int:
        await delay(milliseconds)
        return await self.sum(numbers)

    async def unread(self, numbers: AsyncIterator[int], milliseconds: int) -> int:
        del numbers
        await delay(milliseconds)
        return milliseconds
