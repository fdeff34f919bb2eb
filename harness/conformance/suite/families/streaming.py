"""Behaviours 28 and 29: Server-Sent Events byte by byte, and POST.

Rule: the stream is read as any page is, so that nothing between its events goes unseen.
"""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

from hubproof.harness.conformance.carriers import events
from hubproof.harness.conformance.suite.case import Sentence, Traits, cases
from hubproof.harness.conformance.suite.families.negotiating import NOBODY
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import call, result, told
from hubproof.harness.conformance.suite.talk import PATIENCE_S
from hubproof.harness.conformance.suite.trial import expect
from hubproof.harness.conformance.suite.ways import LP_JSON, LP_PACKED, SSE
from hubproof.harness.conformance.wire import ask

STREAM = "text/event-stream"
ACCEPT = Traits(source="HttpConnectionDispatcher.cs")
HEADERS = {
    "content-type": STREAM,
    "cache-control": "no-cache,no-store",
    "pragma": "no-cache",
    "content-encoding": "identity",
}


async def bytes_of_stream(s: Scene) -> None:
    a = await s.talk()
    reply = await ask(s.server, "GET", a.path, headers={"Accept": "text/event-stream"})
    try:
        expect("the status", 200, reply.status)
        expect("the headers", HEADERS, {name: reply.headers.get(name) for name in HEADERS})
        coming = events(reply)
        expect("the first bytes", b":\r\n", await _event(coming))
        await s.ask("POST", a.path, body=s.handshake())
        expect("the handshake's event", b"data: {}\x1e\r\n\r\n", await _event(coming))
        await s.ask("POST", a.path, body=a.bytes_of(call("1", "Echo", "two\nlines")))
        event = b'data: {"type":3,"invocationId":"1","result":"two\\nlines"}\x1e\r\n\r\n'
        expect("the result's event", event, await _event(coming))
        await s.ask("POST", a.path, body=a.bytes_of({"type": 7}))
        expect("the goodbye's event", b'data: {"type":7}\x1e\r\n\r\n', await _event(coming))
        expect("the end", b"", await _event(coming))
    finally:
        reply.writer.transport.abort()


async def _event(coming: AsyncIterator[bytes]) -> bytes:
    """The next event; nothing at the end, or where none comes."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await anext(coming, b"")
    except TimeoutError:
        return b"(no event)"


async def asked_for(s: Scene, accept: str, kind: str) -> None:
    """Whether a GET opens a stream is said by its Accept; it is a poll otherwise."""
    a = await s.talk()
    reply = await ask(s.server, "GET", a.path, headers={"Accept": accept})
    reply.writer.transport.abort()
    expect("the status", 200, reply.status)
    expect("the type", kind, reply.headers.get("content-type"))


async def many_events(s: Scene) -> None:
    a = await s.join()
    await a.say(call("1", "TellMany", 300))
    await a.hears(*(told(number) for number in range(300)), result("1", None))


async def taken(s: Scene) -> None:
    a = await s.join()
    answer = await s.ask("POST", a.path, body=a.bytes_of(call("1", "Add", 1, 2)))
    came = [answer.status, answer.headers.get("content-type"), answer.body]
    expect("the answer to a POST", [200, "text/plain", b""], came)
    await a.hears(result("1", 3))


async def empty_post(s: Scene) -> None:
    a = await s.join()
    await a.say_bytes(b"")
    await a.still_answers()


async def large_post(s: Scene) -> None:
    a = await s.join()
    many = [call(None, "Note", "x" * 1000) for _ in range(200)]
    await a.say(*many, call("1", "Add", 1, 2))
    await a.hears(result("1", 3))


async def to_nobody(s: Scene, path: str) -> None:
    await s.is_refused(404, NOBODY, method="POST", path=path, body=b"x")


CASES = (
    *cases(
        (SSE,),
        Sentence(
            28,
            "bytes",
            "A stream has its headers, a comment, and one event a message",
            bytes_of_stream,
        ),
        *(
            Sentence(28, name, says, partial(asked_for, accept=accept, kind=kind), ACCEPT)
            for name, says, accept, kind in (
                ("any-case", "A stream may be asked for in any case", "Text/Event-Stream", STREAM),
                (
                    "among-others",
                    "A stream may be asked for among other types",
                    "text/html, text/event-stream",
                    STREAM,
                ),
                (
                    "anything",
                    "Who accepts anything does not ask for a stream",
                    "*/*",
                    "application/octet-stream",
                ),
            )
        ),
        Sentence(28, "many", "Three hundred messages come in whole events", many_events),
    ),
    *cases(
        (SSE, LP_JSON, LP_PACKED),
        Sentence(29, "taken", "A POST is answered with 200 and nothing in it", taken),
        Sentence(29, "empty", "An empty POST is answered with 200", empty_post),
        Sentence(29, "large", "A POST of 200,000 bytes of small messages is taken", large_post),
        Sentence(
            29,
            "nobody",
            "A POST to an unknown id is not taken",
            partial(to_nobody, path="/hub?id=nobody"),
        ),
    ),
)
