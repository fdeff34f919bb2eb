"""Behaviours 37 to 43: from the first bytes to the hub's greeting.

Rule: a handshake is JSON in every encoding; its refusals end the connection without a goodbye.
"""

from functools import partial

from hubproof.harness.conformance.suite.case import Sentence, Traits, cases
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import call, close, result, told
from hubproof.harness.conformance.suite.trial import demand
from hubproof.harness.conformance.suite.ways import EVERY, EVERY_TRANSPORT, SSE, WS_JSON

CANCELED = {"error": "Handshake was canceled."}
FAILED = "An unexpected error occurred during connection handshake."
CLOSED = "Connection closed with an error."
TOO_LONG, LIMIT = 33_000, 32_768


async def accepted(s: Scene, request: str) -> None:
    a = await s.attached()
    await a.say_bytes(request.replace("ENCODING", s.way.encoding).encode() + b"\x1e")
    await a.hears_handshake()
    await a.still_answers()


async def in_capitals(s: Scene) -> None:
    a = await s.attached()
    await s.shake(a, protocol=s.way.encoding.upper())
    await a.hears_handshake()
    await a.still_answers()


async def with_more(s: Scene) -> None:
    a = await s.attached()
    await a.say_bytes(s.handshake() + a.bytes_of(call("1", "Add", 1, 2)))
    await a.hears_handshake()
    await a.hears(result("1", 3))


async def in_two(s: Scene) -> None:
    a = await s.attached()
    handshake = s.handshake()
    await a.say_bytes(handshake[:10])
    await a.quiet(0.2)
    await a.say_bytes(handshake[10:] + a.bytes_of(call("1", "Add", 1, 2)))
    await a.hears_handshake()
    await a.hears(result("1", 3))


async def refused(s: Scene, request: bytes, answer: dict[str, str], endpoint: str = "/hub") -> None:
    a = await s.attached(endpoint)
    await a.say_bytes(request.replace(b"ENCODING", s.way.encoding.encode()) + b"\x1e")
    wanted = {"error": answer["error"].replace("ENCODING", s.way.encoding)}
    await a.hears_handshake(wanted)
    await a.ends()
    await s.log()


async def no_binary(s: Scene) -> None:
    a = await s.attached()
    await s.shake(a, protocol="messagepack")
    says = (
        "Cannot use the 'messagepack' protocol on the current transport."
        " The transport does not support 'Binary' transfer format."
    )
    await a.hears_handshake({"error": says})
    await a.ends()


async def none_in_time(s: Scene) -> None:
    a = await s.attached("/brisk")
    began = s.now_s()
    await a.hears_handshake(CANCELED)
    took_s = s.now_s() - began
    demand(1 < took_s < 3.2, "an end after the endpoint's 2 s", f"{took_s:.1f} s")
    await a.ends()


async def none_by_default(s: Scene) -> None:
    a = await s.attached()
    await s.wait(14)
    await a.quiet(0)
    await s.wait(3)
    await a.hears_handshake(CANCELED)
    await a.ends()


async def too_long(s: Scene) -> None:
    a = await s.attached()
    await a.say_bytes(b"x" * TOO_LONG)
    await a.hears_handshake(CANCELED)
    await a.ends()


async def as_long_as_may_be(s: Scene) -> None:
    """32,768 bytes with the separator are a handshake, and one more is too long."""
    for size, answer in ((LIMIT, None), (LIMIT + 1, CANCELED)):
        a = await s.attached()
        handshake = s.handshake()
        await a.say_bytes(b" " * (size - len(handshake)) + handshake)
        await a.hears_handshake(answer)
        if answer is None:
            await a.still_answers()
        else:
            await a.ends()


async def greeted_first(s: Scene) -> None:
    a = await s.attached("/greeting")
    await a.say_bytes(s.handshake())
    await a.say(call("1", "Add", 1, 2))
    await a.hears_handshake()
    await a.hears(told("welcome"), told("settled"), result("1", 3))


async def turned_away(s: Scene, kind: str, says: str, endpoint: str = "/refusing") -> None:
    a = await s.attached(endpoint, query={"kind": kind})
    await s.shake(a)
    await a.hears_handshake()
    await a.closes(close(f"{CLOSED}{says}"))
    await s.log()


def _malformed(name: str, request: bytes) -> Sentence:
    says = f"A handshake of {request.decode()} is refused"
    play = partial(refused, request=request, answer={"error": FAILED})
    return Sentence(40, name, says, play)


def _version(version: int) -> Sentence:
    says = f"The server does not support version {version} of the 'ENCODING' protocol."
    request = b'{"protocol":"ENCODING","version":%d}' % version
    play = partial(refused, request=request, answer={"error": says})
    return Sentence(39, f"version-{version}", f"Version {version} of an encoding is refused", play)


MALFORMED = {
    "error": f"{FAILED} JsonReaderException: 'h' is an invalid start of a value."
    " LineNumber: 0 | BytePositionInLine: 0."
}
XML = {"error": "The protocol 'xml' is not supported."}

CASES = (
    *cases(
        EVERY,
        Sentence(
            37,
            "answer",
            "A handshake is answered with {}",
            partial(accepted, request='{"protocol":"ENCODING","version":1}'),
        ),
        Sentence(
            37,
            "loose",
            "Order, white space and unknown properties of a handshake do not matter",
            partial(accepted, request=' {"version": 1, "x": [], "protocol": "ENCODING"} '),
        ),
        Sentence(37, "with-more", "Messages in the handshake's frame are kept", with_more),
        Sentence(37, "in-two", "A handshake may come in two pieces", in_two),
        Sentence(
            38,
            "xml",
            "An unknown protocol is named in the refusal, and there is no goodbye",
            partial(refused, request=b'{"protocol":"xml","version":1}', answer=XML),
        ),
        _version(3),
        _version(7),
        *(
            Sentence(
                41,
                f"version-{version}",
                f"Version {version} of an encoding is accepted",
                partial(accepted, request=f'{{"protocol":"ENCODING","version":{version}}}'),
            )
            for version in (0, 1, 2)
        ),
        Sentence(
            41,
            "negative",
            "A version below 0 is accepted: only newer ones are not",
            partial(accepted, request='{"protocol":"ENCODING","version":-1}'),
            Traits(level="SHOULD", source="JsonHubProtocol.cs, IsVersionSupported"),
        ),
        Sentence(38, "case", "The name of an encoding ignores case", in_capitals),
        Sentence(42, "greeting", "The hub greets before it serves any call", greeted_first),
        Sentence(
            43,
            "other",
            "An exception in OnConnected ends in a close without reason or return",
            partial(turned_away, kind="other", says=""),
        ),
        Sentence(
            43,
            "hub",
            "A HubException in OnConnected is told in the close",
            partial(turned_away, kind="hub", says=" HubException: not today"),
        ),
    ),
    *cases((SSE,), Sentence(39, "binary", "MessagePack on an event stream is refused", no_binary)),
    *cases(
        EVERY_TRANSPORT,
        Sentence(40, "none", "No handshake in time is told, and ends the connection", none_in_time),
        Sentence(40, "too-long", "33,000 bytes without an end are no handshake", too_long),
        Sentence(40, "limit", "A handshake may have 32,768 bytes", as_long_as_may_be),
        _malformed("not-json", b"hello"),
        _malformed("empty-object", b"{}"),
        _malformed("text-version", b'{"protocol":"json","version":"1"}'),
    ),
    *cases(
        (WS_JSON,),
        Sentence(
            40, "default", "By default a handshake has 15 s", none_by_default, Traits(waits_s=17)
        ),
        Sentence(
            40,
            "details",
            "With details it is told what was malformed in a handshake",
            partial(refused, request=b"hello", answer=MALFORMED, endpoint="/detailed"),
        ),
        Sentence(
            43,
            "details",
            "With details any exception in OnConnected is told",
            partial(
                turned_away,
                kind="other",
                says=" InvalidOperationException: not today",
                endpoint="/refusing-detailed",
            ),
        ),
    ),
)
