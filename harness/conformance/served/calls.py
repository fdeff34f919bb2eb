"""Plain calls of the test hub: results, errors, waiting, and who is calling.

Rule: a method here is the recorded server's, in Python; its name says what it does.
"""

import asyncio
from decimal import Decimal

from hubproof.contract.dotnet.kinds import INT32
from hubproof.harness.conformance.served.parcel import Parcel, sample
from hubproof.harness.conformance.served.platform import NAN, CancellationToken, delay, seconds
from hubproof.simulator.hubs.typed import Hub, HubError, hub_method
from hubproof.simulator.hubs.typed.groups import wanted
from hubproof.simulator.hubs.typed.hub import NullReferenceError, name_of
from hubproof.simulator.transports.requests import value_in

Logs = dict[str, list[str]]


class Calls(Hub):
    """What is called and answered. `logs` are what the hubs saw, by the tag of a connection."""

    logs: Logs

    def _log(self, line: str) -> None:
        tag = value_in(self.context.query, "tag") or ""
        self.logs.setdefault(tag, []).append(line)

    async def on_connected(self) -> None:
        self._log("connected")

    async def on_disconnected(self, error: Exception | None) -> None:
        told = "" if error is None else f": {name_of(error)}: {error}"
        self._log(f"disconnected{told}")

    def add(self, a: int, b: int) -> int:
        return INT32.wrapped(a + b)

    async def add_later(self, a: int, b: int) -> int:
        await asyncio.sleep(0)
        return INT32.wrapped(a + b)

    async def add_value_task(self, a: int, b: int) -> int:
        return INT32.wrapped(a + b)

    def echo(self, text: str | None) -> str | None:
        return text

    def echo_parcel(self, parcel: Parcel | None) -> Parcel | None:
        return parcel

    def echo_object(self, value: object) -> object:
        return value

    def two_parcels(self) -> list[Parcel]:
        return [sample(), Parcel()]

    def sample_parcel(self) -> Parcel:
        return sample()

    def nothing(self) -> None:
        """Nothing."""

    async def nothing_later(self) -> None:
        """Nothing, later."""

    def null(self) -> str | None:
        return None

    def ratio(self, kind: int) -> float:
        return {0: 0.1, 1: 1e21, 2: 1.0}.get(kind, NAN)

    def price(self) -> Decimal:
        return Decimal("1.10")

    def odd(self) -> str:
        return "<a>&'\"é漢😀\u2028\x01\\/"

    def text_length(self, text: str) -> int:
        if text is None:
            raise NullReferenceError
        return len(text.encode("utf-16-le")) // 2

    def note(self, line: str) -> None:
        self._log(f"note: {line or ''}")

    @hub_method(name="renamed")
    def original(self) -> str:
        return "renamed"

    def _hidden(self) -> str:
        return "hidden"

    @staticmethod
    def static() -> str:
        return "static"

    def boom(self) -> int:
        raise RuntimeError("boom")

    async def boom_later(self) -> int:
        await asyncio.sleep(0)
        raise RuntimeError("boom later")

    def refuse(self) -> int:
        raise HubError("refused")

    def refuse_inner(self) -> int:
        raise HubError("refused") from RuntimeError("inner")

    def refuse_wrapped(self) -> int:
        raise RuntimeError("outer") from HubError("inside")

    async def slow(self, milliseconds: int) -> int:
        await delay(milliseconds)
        return milliseconds

    async def slow_aborted(self, milliseconds: int) -> str:
        try:
            async with asyncio.timeout(seconds(milliseconds)):
                await self.context.aborted.wait()
        except TimeoutError:
            return "finished"
        self._log("aborted")
        raise asyncio.CancelledError

    async def cancellable(self, milliseconds: int, cancel: CancellationToken) -> str:
        del cancel  # what a client sends is cancelled by nobody
        await delay(milliseconds)
        return "finished"

    def me(self) -> str:
        return self.context.connection_id

    def my_user(self) -> str | None:
        return self.context.user or None

    def my_transport(self) -> str:
        return self.context.transport

    def my_header(self, name: str) -> str | None:
        if name is None:
            raise NullReferenceError
        return value_in(self.context.headers, name)

    def my_query(self, name: str) -> str | None:
        return value_in(self.context.query, wanted(name, "key"))

    def keep(self, value: str) -> None:
        self.context.items["kept"] = value

    def kept(self) -> str | None:
        return self.context.items.get("kept")

    def abort(self) -> None:
        self.context.abort()

    @hub_method(policy="admin")
    def secret(self) -> str:
        return "secret"
