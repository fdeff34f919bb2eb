"""The scene of a case: the server, one way to it, and everything that the case does there.

Rule: what a case needs before its own sentence can be tried (a negotiation, a handshake) may fail,
and then the case is unknown: other cases hold the server to that.
"""

import asyncio
import json
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from hubproof.harness.conformance.carriers import OK, SWITCHED
from hubproof.harness.conformance.suite.talk import PATIENCE_S, Talk
from hubproof.harness.conformance.suite.trial import CannotTryError, DepartedError, expect, shown
from hubproof.harness.conformance.suite.ways import Way
from hubproof.harness.conformance.wire import Server, ask

LISTENED_S = 0.3
"""How long every connection is listened to at the end of a case."""

SETTLED_S = 0.2
"""How long a hub may take to hear what has become of its client."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            DepartedError: it is none.
        """
        try:
            return json.loads(self.body)
        except ValueError:
            raise DepartedError("a body in JSON", shown(self.body)) from None


@dataclass(slots=True)
class Scene:
    """What a case has. `tag` keys the hub's log, and no other case has it."""

    server: Server
    way: Way
    tag: str
    _talks: list[Talk] = field(default_factory=list)
    _tasks: list["asyncio.Task[Any]"] = field(default_factory=list)

    # Plain HTTP.

    async def ask(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        patience_s: float = PATIENCE_S,
    ) -> Whole:
        """A plain request, and its whole answer.

        Raises:
            DepartedError: none came.
        """
        try:
            async with asyncio.timeout(patience_s):
                reply = await ask(self.server, method, path, headers=headers, body=body)
                return Whole(reply.status, reply.headers, await reply.body())
        except TimeoutError:
            came = f"nothing within {patience_s:g} s"
        except ConnectionRefusedError as refused:
            raise CannotTryError(f"nobody serves at {self.server.host}") from refused
        except (OSError, asyncio.IncompleteReadError, ValueError) as broken:
            came = repr(broken)
        raise DepartedError(f"an answer to {method} {path}", came)

    async def is_refused(self, status: int, says: str, **asked: Any) -> None:
        """A request (`method`, `path`, ...) is refused in plain text, in these words.

        Raises:
            DepartedError: it is not, or in others.
        """
        answer = await self.ask(asked.pop("method", "GET"), asked.pop("path"), **asked)
        expect("the refusal", [status, says], [answer.status, answer.body.decode(errors="replace")])

    async def log(self, *expected: str) -> None:
        """The hub has seen these lines, in any order between the first and the last.

        Raises:
            DepartedError: it has seen others.
        """
        await asyncio.sleep(SETTLED_S)
        lines = await self.lines()
        if lines[:1] != list(expected[:1]) or sorted(lines) != sorted(expected):
            raise DepartedError(f"the hub's log {shown(list(expected))}", shown(lines))

    async def lines(self) -> list[str]:
        """What the hub has seen."""
        answer = await self.ask("GET", f"/log/{self.tag}")
        if answer.status != OK:
            raise CannotTryError(f"GET /log is answered with {answer.status}")
        return [str(line) for line in answer.json()]

    # Connections.

    async def negotiated(
        self,
        endpoint: str = "/hub",
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        version: int | None = 1,
    ) -> Any:
        """What a negotiation is answered with, which has to be an id.

        Raises:
            CannotTryError: it is not.
        """
        asked = {} if version is None else {"negotiateVersion": str(version)}
        path = f"{endpoint}/negotiate?{urlencode({**asked, **(query or {})})}"
        try:
            answer = await self.ask("POST", path, headers=headers)
            told = answer.json()
        except DepartedError as departed:
            raise CannotTryError(f"no negotiation: {departed}") from departed
        if not isinstance(told, dict) or not isinstance(told.get("connectionId"), str):
            raise CannotTryError(f"the negotiation is answered with {shown(answer.body)}")
        return told

    async def talk(self, endpoint: str = "/hub", **asked: Any) -> Talk:
        """A connection that is negotiated and nobody has attached to."""
        query = asked.pop("query", {})
        told = await self.negotiated(endpoint, query={**query, "tag": self.tag}, **asked)
        token = told.get("connectionToken", told["connectionId"])
        rest = {name: value for name, value in query.items() if name != "useStatefulReconnect"}
        path = f"{endpoint}?{urlencode({'id': token, 'tag': self.tag, **rest})}"
        talk = self.at(path)
        talk.id, talk.token = told["connectionId"], token
        return talk

    def at(self, path: str, way: Way | None = None) -> Talk:
        """A connection to come at this path."""
        talk = Talk(self.server, way or self.way, path)
        self._talks.append(talk)
        return talk

    async def attached(self, endpoint: str = "/hub", **asked: Any) -> Talk:
        """A connection that is attached and has not shaken hands.

        Raises:
            CannotTryError: it is refused.
        """
        talk = await self.talk(endpoint, **asked)
        try:
            status = await talk.attach(dict(asked.get("headers") or {}))
        except DepartedError as departed:
            raise CannotTryError(f"nobody attaches: {departed}") from departed
        if status not in (OK, SWITCHED):
            raise CannotTryError(f"attaching is answered with {status}")
        return talk

    async def join(
        self, endpoint: str = "/hub", *, handshake_version: int = 1, **asked: Any
    ) -> Talk:
        """A connection that has shaken hands.

        Raises:
            CannotTryError: it could not.
        """
        talk = await self.attached(endpoint, **asked)
        try:
            await self.shake(talk, version=handshake_version)
            await talk.hears_handshake()
        except DepartedError as departed:
            raise CannotTryError(f"no handshake: {departed}") from departed
        return talk

    async def join_stateful(self, endpoint: str = "/stateful") -> Talk:
        """A connection that may come back."""
        asked = {"useStatefulReconnect": "true"}
        return await self.join(endpoint, handshake_version=2, query=asked)

    async def shake(self, talk: Talk, version: int = 1, protocol: str | None = None) -> None:
        """Offer a handshake."""
        await talk.say_bytes(self.handshake(version, protocol))

    def handshake(self, version: int = 1, protocol: str | None = None) -> bytes:
        """The bytes of a handshake."""
        told = {"protocol": protocol or self.way.encoding, "version": version}
        return json.dumps(told, separators=(",", ":")).encode() + b"\x1e"

    # Time, and the end.

    async def wait(self, seconds: float) -> None:
        """Let time pass."""
        await asyncio.sleep(seconds)

    def now_s(self) -> float:
        """The time of the loop."""
        return asyncio.get_running_loop().time()

    def begin(self, doing: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        """Do something beside the rest; it ends with the case."""
        task = asyncio.create_task(doing)
        self._tasks.append(task)
        return task

    async def settle(self) -> None:
        """Nothing is left that nobody asked for.

        Raises:
            DepartedError: something is.
        """
        await asyncio.sleep(LISTENED_S)
        for talk in self._talks:
            if not talk.is_gone:
                await talk.quiet(0.0)

    async def leave(self) -> None:
        """End everything that the case has begun."""
        for talk in self._talks:
            talk.leave()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
