"""Requests in any order: negotiations, polls, streams, sockets, posts and ends, mixed up."""

import asyncio
import contextlib
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hubproof.contract.signalr.messagepack_protocol import with_length
from hubproof.harness.conformance.sockets import BINARY, Socket, upgrade
from hubproof.harness.conformance.wire import ask
from tests.harness.conformance.stage import HANDSHAKES, Stage, fuzzed, staged

ONE = st.sampled_from(
    [
        *HANDSHAKES.values(),
        b'{"type":1,"target":"Echo","arguments":["x"],"invocationId":"1"}\x1e',
        b'{"type":1,"target":"TellMany","arguments":[30],"invocationId":"2"}\x1e',
        b'{"type":4,"target":"Count","arguments":[5,100],"invocationId":"s"}\x1e',
        b'{"type":1,"target":"Slow","arguments":[3000],"invocationId":"w"}\x1e',
        b'{"type":1,"target":"Ask","arguments":[1],"invocationId":"q"}\x1e',
        b'{"type":3,"invocationId":"s1","result":1}\x1e',
        *(b'{"type":%d,"sequenceId":%d}\x1e' % (kind, at) for kind in (8, 9) for at in (0, 1, 9)),
        b'{"type":1,"target":"Abort","arguments":[],"invocationId":"a"}\x1e',
        b'{"type":1,"target":"Unread","arguments":[300],"invocationId":"u","streamIds":["q"]}\x1e',
        b'{"type":2,"invocationId":"q","item":1}\x1e' * 12,
        b'{"type":6}\x1e{"type":5,"invocationId":"s"}\x1e',
        b'{"type":7}\x1e',
        b'{"type":1,"target":"Ec',
        with_length(b"\x96\x01\x80\xa11\xa4Echo\x91\xa1x\x90"),
        with_length(b"\x92\x09\x01"),
        b"",
    ]
)
SAID = st.lists(ONE, min_size=1, max_size=4).map(b"".join)
WHO = st.integers(0, 2)
STEPS = st.one_of(
    st.tuples(st.just("negotiate"), st.sampled_from(["&useStatefulReconnect=true", ""])),
    st.tuples(st.sampled_from(["socket", "events", "poll", "delete", "reset"]), WHO),
    st.tuples(st.sampled_from(["post", "say"]), WHO, SAID),
    st.tuples(st.just("wait"), st.sampled_from([0.1, 1.5, 16.0])),
)


class Visitors:
    """Some clients of one endpoint, that do whatever they are told."""

    def __init__(self, stage: Stage, path: str) -> None:
        self._stage = stage
        self._path = path
        self._tokens = ["nobody"]
        self._sockets: dict[str, Socket] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def do(self, what: str, *how: Any) -> None:
        if what == "wait":
            await asyncio.sleep(how[0])
        elif what == "negotiate":
            path = f"{self._path}/negotiate?negotiateVersion=1{how[0]}"
            told = json.loads(await (await ask(self._stage.address, "POST", path)).body())
            self._tokens.append(told["connectionToken"])
        else:
            token = self._tokens[-1 - how[0] % len(self._tokens)]
            await self._address(what, token, *how[1:])

    async def _address(self, what: str, token: str, said: bytes = b"") -> None:
        path = f"{self._path}?id={token}"
        if what == "socket":
            status, socket = await upgrade(self._stage.address, path, {})
            self._stage.ends.append(socket.reset)
            if status == 101:
                self._sockets[token] = socket
        elif what == "say" and token in self._sockets:
            self._sockets[token].send(BINARY, [said])
        elif what == "reset" and token in self._sockets:
            self._sockets.pop(token).reset()
        elif what == "events":
            self._begin("GET", path, {"Accept": "text/event-stream"})
        elif what in ("post", "poll", "delete"):
            method = {"post": "POST", "poll": "GET", "delete": "DELETE"}[what]
            self._begin(method, path, {}, said if what == "post" else None)
        await asyncio.sleep(0.01)

    def _begin(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None = None
    ) -> None:
        self._tasks.append(asyncio.create_task(self._request(method, path, headers, body)))

    async def _request(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None
    ) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            reply = await ask(self._stage.address, method, path, headers=headers, body=body)
            await reply.body()

    async def leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@fuzzed(60)
@given(
    path=st.sampled_from(["/hub", "/stateful", "/stateful-small", "/poll", "/asking"]),
    steps=st.lists(STEPS, max_size=14),
)
def test_requests_in_any_order(path: str, steps: list[tuple[Any, ...]]) -> None:
    async def attack(stage: Stage) -> None:
        visitors = Visitors(stage, path)
        await visitors.do("negotiate", "&useStatefulReconnect=true")
        for what, *how in steps:
            await visitors.do(what, *how)
        await visitors.leave()

    staged(attack)


@fuzzed(40)
@given(cuts=st.lists(st.tuples(st.lists(SAID, max_size=4), st.integers(0, 9)), max_size=5))
def test_a_connection_that_comes_back_again_and_again(
    cuts: list[tuple[list[bytes], int]],
) -> None:
    async def attack(stage: Stage) -> None:
        visitors = Visitors(stage, "/stateful")
        await visitors.do("negotiate", "&useStatefulReconnect=true")
        await visitors.do("socket", 0)
        await visitors.do("say", 0, HANDSHAKES["json"])
        for told, number in cuts:
            for said in told:
                await visitors.do("say", 0, said)
            await visitors.do("reset", 0)
            await visitors.do("socket", 0)
            await visitors.do("say", 0, b'{"type":9,"sequenceId":%d}\x1e' % number)
        await visitors.leave()

    staged(attack)
