"""The test hub as a whole, and its siblings, which differ in how they greet.

Rule: a method here is the recorded server's, in Python; its name says what it does.
"""

import asyncio
from decimal import Decimal

from hubproof.harness.conformance.served.parcel import sample
from hubproof.harness.conformance.served.streams import Streams
from hubproof.simulator.hubs.typed import HubError
from hubproof.simulator.hubs.typed.hub import name_of
from hubproof.simulator.transports.requests import value_in


class TestHub(Streams):
    """What every endpoint serves."""

    async def join(self, group: str) -> None:
        await self.groups.add(self.context.connection_id, group)

    async def leave(self, group: str) -> None:
        await self.groups.remove(self.context.connection_id, group)

    async def to_all(self, text: str) -> None:
        await self.clients.all.send("Told", text)

    async def to_all_except(self, ids: list[str], text: str) -> None:
        await self.clients.all_except(ids).send("Told", text)

    async def to_caller(self, text: str) -> None:
        await self.clients.caller.send("Told", text)

    async def to_others(self, text: str) -> None:
        await self.clients.others.send("Told", text)

    async def to_client(self, connection_id: str, text: str) -> None:
        await self.clients.client(connection_id).send("Told", text)

    async def to_clients(self, ids: list[str], text: str) -> None:
        await self.clients.clients(ids).send("Told", text)

    async def to_group(self, group: str, text: str) -> None:
        await self.clients.group(group).send("Told", text)

    async def to_groups(self, groups: list[str], text: str) -> None:
        await self.clients.groups(groups).send("Told", text)

    async def to_group_except(self, group: str, ids: list[str], text: str) -> None:
        await self.clients.group_except(group, ids).send("Told", text)

    async def to_others_in_group(self, group: str, text: str) -> None:
        await self.clients.others_in_group(group).send("Told", text)

    async def to_user(self, user: str, text: str) -> None:
        await self.clients.user(user).send("Told", text)

    async def to_users(self, users: list[str], text: str) -> None:
        await self.clients.users(users).send("Told", text)

    async def tell_then_answer(self, text: str) -> str:
        await self.clients.caller.send("Told", text)
        return "answered"

    async def tell_many(self, count: int) -> None:
        for number in range(count):
            await self.clients.caller.send("Told", number)

    async def tell_nothing(self) -> None:
        await self.clients.caller.send("Told")

    async def tell_parcel(self) -> None:
        await self.clients.caller.send("Told", sample(), None, Decimal("1.5"))

    async def ask(self, number: int) -> int:
        return await self.clients.caller.invoke(int, "Question", number)

    async def ask_other(self, connection_id: str, number: int) -> str:
        try:
            return str(await self.clients.client(connection_id).invoke(int, "Question", number))
        except Exception as error:  # noqa: BLE001  # whatever it is, it is the answer
            return f"{name_of(error)}: {error}"


class DetailedHub(TestHub):
    """Tells details of errors."""


class BriskHub(TestHub):
    """Has short timeouts."""


class ParallelHub(TestHub):
    """Runs three calls at once."""


class StatefulHub(TestHub):
    """Lets its clients come back."""


class StatefulSmallHub(TestHub):
    """The same, with a small buffer."""


class UnlimitedHub(TestHub):
    """Takes messages of any length."""


class SecureHub(TestHub):
    """Wants a key."""


class GreetingHub(TestHub):
    """Takes its time to greet."""

    async def on_connected(self) -> None:
        await super().on_connected()
        await self.clients.caller.send("Told", "welcome")
        await asyncio.sleep(0.2)
        await self.clients.caller.send("Told", "settled")


class RefusingHub(TestHub):
    """Turns everyone away."""

    async def on_connected(self) -> None:
        if value_in(self.context.query, "kind") == "hub":
            raise HubError("not today")
        raise RuntimeError("not today")


class RefusingDetailedHub(RefusingHub):
    """The same, and says why."""


class AbortingHub(TestHub):
    """Ends every connection at once."""

    async def on_connected(self) -> None:
        self.context.abort()


class AskingHub(TestHub):
    """Asks before it has greeted."""

    async def on_connected(self) -> None:
        await super().on_connected()
        await self.clients.caller.invoke(int, "Question", 1)
