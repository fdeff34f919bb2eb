"""Behaviours 11 to 19: which request gets which answer, before any hub is involved.

Rule: refusals are compared with their status and their sentence.
"""

from functools import partial

from hubproof.harness.conformance.carriers import OK, SWITCHED
from hubproof.harness.conformance.ledger import Ended, SocketClosed
from hubproof.harness.conformance.suite.case import Sentence, Traits, cases
from hubproof.harness.conformance.suite.families.negotiating import (
    EVENTS,
    NOBODY,
    POLLING,
    SOCKET,
)
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import call, result, sequence, told
from hubproof.harness.conformance.suite.talk import Talk
from hubproof.harness.conformance.suite.trial import demand, expect
from hubproof.harness.conformance.suite.ways import (
    EVERY,
    EVERY_TRANSPORT,
    LP_JSON,
    PLAIN,
    POLLS,
    SOCKETS,
    SSE,
    WS_JSON,
    Way,
)

NO_ID = "Connection ID required"
CANNOT_CHANGE = "Cannot change transports mid-connection"
CANNOT_DELETE = "Cannot terminate this connection using the DELETE endpoint."
NO_POST = "POST requests are not allowed for WebSocket connections."
AS_EVENTS = {"Accept": "text/event-stream"}
Asked = tuple[str, str, bool]
"""Method, path, and whether an event stream is wanted."""

ALICE = {"Authorization": "Bearer alice"}


async def refuses(s: Scene, asked: Asked, status: int, says: str) -> None:
    method, path, as_events = asked
    headers = AS_EVENTS if as_events else {}
    body = b"x" if method == "POST" else None
    await s.is_refused(status, says, method=method, path=path, headers=headers, body=body)


async def dead_after_close(s: Scene) -> None:
    a = await s.join()
    await a.say({"type": 7})
    await a.closes({"type": 7})
    again = s.at(a.path)
    expect("the status for an id whose connection is over", 404, await again.attach())


async def own_connection(s: Scene) -> None:
    a = s.at(f"/hub?tag={s.tag}")
    expect("the status", SWITCHED, await a.attach())
    await s.shake(a)
    await a.hears_handshake()
    await a.say(call("1", "Me"))
    me = (await a.next_told("an id of its own")).get("result")
    demand(isinstance(me, str) and len(me) > 1, "an id of its own", me)


async def unknown_id(s: Scene) -> None:
    a = s.at("/hub?id=nobody")
    expect("the status", 404, await a.attach())


async def second_is_refused(s: Scene) -> None:
    a = await s.join()
    b = s.at(a.path)
    expect("the status of a second one", 409, await b.attach())
    await a.still_answers()


async def second_takes_over(s: Scene) -> None:
    a = await s.join_stateful()
    await a.say(call("1", "ToCaller", "x"))
    await a.hears(told("x"), result("1", None))
    b = s.at(a.path)
    b.take_over_from(a)
    expect("the status of a second one", SWITCHED, await b.attach())
    first = await a.next_heard("the end of the first one")
    demand(isinstance(first, Ended | SocketClosed), "the end of the first one", str(first))
    await b.say(sequence(1))
    await b.hears(sequence(1), told("x"), result("1", None))
    await b.say(call("1", "ToCaller", "x"), call("2", "Me"))
    await b.hears(result("2", a.id))


async def other_transport(s: Scene, way: Way) -> None:
    a = await s.join()
    b = s.at(a.path, way)
    expect("the status", 400, await b.attach())
    await a.still_answers()


async def other_by_hand(s: Scene, *, as_events: bool) -> None:
    a = await s.join()
    headers = AS_EVENTS if as_events else {}
    await s.is_refused(400, CANNOT_CHANGE, path=a.path, headers=headers)
    await a.still_answers()


async def offered(s: Scene, endpoint: str, transports: list[object]) -> None:
    answer = await s.negotiated(endpoint)
    expect("the transports", transports, answer.get("availableTransports"))


async def off(s: Scene, endpoint: str, transport: str, *, as_events: bool = False) -> None:
    a = await s.talk(endpoint)
    says = f"{transport} transport not supported by this end point type"
    headers = AS_EVENTS if as_events else {}
    if transport == "WebSockets":
        expect("the status of a socket", 404, await s.at(a.path, WS_JSON).attach())
        headers = {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "c2l4dGVlbiBieXRlcyBvaw==",
        }
    await s.is_refused(404, says, path=a.path, headers=headers)


async def off_for_who_is_there(s: Scene) -> None:
    """What an endpoint does not offer at all is no change of transport."""
    a = await s.join("/websockets")
    for transport, headers in (("LongPolling", {}), ("ServerSentEvents", AS_EVENTS)):
        says = f"{transport} transport not supported by this end point type"
        await s.is_refused(404, says, path=a.path, headers=headers)
    await a.still_answers()


async def two_ids(s: Scene) -> None:
    """An id that is said twice is another one."""
    a = await s.join()
    path = f"{a.path}&id={a.token}"
    await s.is_refused(404, NOBODY, path=path, method="POST", body=b"x")
    await a.still_answers()


async def wrong_verb(s: Scene, method: str, status: int, says: str) -> None:
    a = await s.join()
    await s.is_refused(status, says, method=method, path=a.path, body=b"x")
    await a.still_answers()


async def key_at_negotiation(
    s: Scene, status: int, *, query: str = "", headers: dict[str, str] | None = None
) -> None:
    path = f"/secure/negotiate?negotiateVersion=1{query}"
    answer = await s.ask("POST", path, headers=headers)
    expect("the status", status, answer.status)


async def _secured(s: Scene) -> Talk:
    return await s.talk("/secure", headers=ALICE)


async def keyless(s: Scene) -> None:
    a = await _secured(s)
    expect("the status without a key", 401, await a.attach())


async def wrong_key(s: Scene) -> None:
    a = await _secured(s)
    expect("the status with a wrong key", 401, await a.attach({"Authorization": "Bearer eve"}))


async def key_in_query(s: Scene) -> None:
    a = await _secured(s)
    a.path += "&access_token=alice"
    demand(await a.attach() in (OK, SWITCHED), "a connection", "a refusal")
    await s.shake(a)
    await a.hears_handshake()
    await a.say(call("1", "MyUser"))
    await a.hears(result("1", "alice"))


async def key_in_header(s: Scene) -> None:
    a = await s.join("/secure", headers=ALICE)
    await a.say(call("1", "MyUser"))
    await a.hears(result("1", "alice"))


async def not_stored(s: Scene) -> None:
    a = await s.talk()
    for path in (a.path, "/hub?id=nobody", "/hub"):
        answer = await s.ask("GET", path)
        told = {name: answer.headers.get(name) for name in ("cache-control", "pragma", "expires")}
        wanted = {
            "cache-control": "no-cache, no-store",
            "pragma": "no-cache",
            "expires": "Thu, 01 Jan 1970 00:00:00 GMT",
        }
        expect(f"the headers of GET {path.partition('?')[0]}", wanted, told)


BETTER = Traits(level="SHOULD", source="HttpConnectionDispatcher.cs; the recorded server ends both")
REQUESTS = (("get", "GET", False), ("events", "GET", True), ("post", "POST", False))
REQUESTS_4 = (*REQUESTS, ("delete", "DELETE", False))

CASES = (
    *cases(
        PLAIN,
        *(
            Sentence(
                11,
                f"{name}-{which}",
                f"{what} is refused ({name})",
                partial(refuses, asked=(method, path, events), status=status, says=says),
            )
            for name, method, events in REQUESTS_4
            for which, what, path, status, says in (
                ("no-id", "No id", "/hub", 400, NO_ID),
                ("empty-id", "An empty id", "/hub?id=", 400, NO_ID),
                ("unknown-id", "An unknown id", "/hub?id=nobody", 404, NOBODY),
            )
        ),
        Sentence(
            15,
            "sockets-only",
            "Only sockets are offered where the rest is off",
            partial(offered, endpoint="/websockets", transports=[SOCKET]),
        ),
        Sentence(
            15,
            "no-sockets",
            "No sockets are offered where they are off",
            partial(offered, endpoint="/fallback", transports=[EVENTS, POLLING]),
        ),
        *(
            Sentence(
                15,
                f"off-{name}",
                f"{transport} is refused where it is off",
                partial(off, endpoint=endpoint, transport=transport, as_events=events),
            )
            for name, endpoint, transport, events in (
                ("socket", "/fallback", "WebSockets", False),
                ("events", "/websockets", "ServerSentEvents", True),
                ("poll", "/websockets", "LongPolling", False),
            )
        ),
        *(
            Sentence(
                16,
                method.lower(),
                f"{method} is refused",
                partial(refuses, asked=(method, "/hub?id=nobody", False), status=405, says=""),
            )
            for method in ("PATCH", "PUT", "OPTIONS")
        ),
        Sentence(
            18,
            "negotiate-keyless",
            "Without a key there is no negotiation",
            partial(key_at_negotiation, status=401),
        ),
        Sentence(
            18,
            "negotiate-wrong-key",
            "A wrong key does not negotiate",
            partial(key_at_negotiation, status=401, headers={"Authorization": "Bearer eve"}),
        ),
        Sentence(
            18,
            "negotiate-query",
            "A key in the query negotiates",
            partial(key_at_negotiation, status=200, query="&access_token=alice"),
        ),
        Sentence(
            18,
            "negotiate-wrong-query",
            "A wrong key in the query does not negotiate",
            partial(key_at_negotiation, status=401, query="&access_token=eve"),
        ),
    ),
    *cases(
        EVERY_TRANSPORT,
        Sentence(11, "two-ids", "An id that is said twice is unknown", two_ids),
        Sentence(11, "dead", "An id is unknown once its connection is over", dead_after_close),
        Sentence(18, "keyless", "Without a key nobody attaches", keyless),
        Sentence(18, "wrong-key", "With a wrong key nobody attaches", wrong_key),
    ),
    *cases(
        EVERY,
        Sentence(18, "query", "A key in the query tells the user", key_in_query),
        Sentence(18, "header", "A key in the header tells the user", key_in_header),
    ),
    *cases(
        SOCKETS,
        Sentence(12, "own", "A socket without an id makes its own connection", own_connection),
        Sentence(12, "unknown", "A socket with an unknown id is refused", unknown_id),
        Sentence(
            13,
            "adopted",
            "A stateful connection takes a second socket and cuts the first",
            second_takes_over,
            BETTER,
        ),
    ),
    *cases(
        (*SOCKETS, SSE),
        Sentence(
            13,
            "second",
            "A second client of a connection is refused, the first lives on",
            second_is_refused,
        ),
    ),
    *(
        case
        for own, others in (
            (WS_JSON, (SSE, LP_JSON)),
            (SSE, (WS_JSON, LP_JSON)),
            (LP_JSON, (WS_JSON, SSE)),
        )
        for other in others
        for case in cases(
            (own,),
            Sentence(
                14,
                f"to-{other.name.partition('.')[0]}",
                f"A connection does not change to {other.transport}",
                partial(other_transport, way=other),
            ),
        )
    ),
    *cases(
        (WS_JSON, SSE),
        Sentence(
            14,
            "says-poll",
            "A poll on a connection of another transport is told why not",
            partial(other_by_hand, as_events=False),
        ),
    ),
    *cases(
        (WS_JSON, LP_JSON),
        Sentence(
            14,
            "says-events",
            "An event stream on a connection of another transport is told why not",
            partial(other_by_hand, as_events=True),
        ),
    ),
    *cases(
        (WS_JSON,),
        Sentence(
            15,
            "off-later",
            "A transport that is off is refused on a connection of another, too",
            off_for_who_is_there,
        ),
        Sentence(
            16,
            "post",
            "A POST on a socket's connection is a 405",
            partial(wrong_verb, method="POST", status=405, says=NO_POST),
        ),
    ),
    *cases(
        (WS_JSON, SSE),
        Sentence(
            16,
            "delete",
            "DELETE on a connection that is not polled is a 400",
            partial(wrong_verb, method="DELETE", status=400, says=CANNOT_DELETE),
        ),
    ),
    *cases(POLLS, Sentence(19, "not-stored", "No answer to a poll is stored", not_stored)),
)
