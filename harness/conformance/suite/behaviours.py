"""The behaviours: what a faithful ASP.NET Core SignalR server does, one line each, and from where.

Rule: every number has a case, or stands in `NOT_APPLICABLE` with its reason. Numbers are stable:
the recordings name them, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hubproof.harness.verdict import Level


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One line of the list: its number, whether it must be so, what it is, and its family."""

    number: int
    level: Level
    says: str
    family: str


SOURCES: Mapping[str, str] = {
    "negotiate": "TransportProtocols.md; HttpConnectionDispatcher.cs",
    "addressing": "TransportProtocols.md; HttpConnectionDispatcher.cs",
    "websockets": "TransportProtocols.md; WebSocketsServerTransport.cs",
    "events": "TransportProtocols.md; ServerSentEventsServerTransport.cs",
    "polling": "TransportProtocols.md; LongPollingServerTransport.cs; recordings",
    "handshake": "HubProtocol.md; HubConnectionContext.cs; recordings",
    "invocation": "HubProtocol.md; DefaultHubDispatcher.cs; recordings",
    "stream": "HubProtocol.md; DefaultHubDispatcher.cs; recordings",
    "upload": "HubProtocol.md; DefaultHubDispatcher.cs; recordings",
    "question": "HubProtocol.md; DefaultHubLifetimeManager.cs; recordings",
    "everyone": "DefaultHubLifetimeManager.cs; recordings",
    "close": "HubProtocol.md; HubConnectionHandler.cs; recordings",
    "stateful": "HubProtocol.md; MessageBuffer.cs; recordings",
    "messagepack": "HubProtocol.md; recordings",
    "values": "recordings",
}
"""Where the behaviours of a family are from. "Recordings" are those of ASP.NET Core 10."""

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour(1, "MUST", "version 1: id, secret token and the transports", "negotiate"),
    Behaviour(2, "MUST", "no version: no token, the id opens the connection", "negotiate"),
    Behaviour(3, "MUST", "versions: newer is 1; nonsense and too old are not", "negotiate"),
    Behaviour(4, "MUST", "query keys ignore case", "negotiate"),
    Behaviour(5, "MUST", "only POST negotiates", "negotiate"),
    Behaviour(6, "MUST", "stateful reconnect is granted only where it is allowed", "negotiate"),
    Behaviour(7, "SHOULD", "a redirect names a URL and an access token", "negotiate"),
    Behaviour(8, "SHOULD", "a refused negotiation says why, with status 200", "negotiate"),
    Behaviour(9, "MUST", "what nobody attaches to is discarded after 15 s", "negotiate"),
    Behaviour(10, "MUST", "ids cannot be guessed, and the public id opens nothing", "negotiate"),
    Behaviour(11, "MUST", "no id is a 400, an unknown id a 404", "addressing"),
    Behaviour(12, "MUST", "a WebSocket without an id makes its own connection", "addressing"),
    Behaviour(13, "MUST", "a second socket or stream on a live connection", "addressing"),
    Behaviour(14, "MUST", "the transport of a connection cannot change", "addressing"),
    Behaviour(15, "MUST", "a transport that is off is refused and not offered", "addressing"),
    Behaviour(16, "MUST", "verbs that a connection does not take", "addressing"),
    Behaviour(17, "SHOULD", "CONNECT opens a WebSocket over HTTP/2", "addressing"),
    Behaviour(18, "MUST", "keys in the header or the query, 401 without", "addressing"),
    Behaviour(19, "SHOULD", "answers to polls are not to be stored", "addressing"),
    Behaviour(20, "MUST", "text frames for JSON, binary frames for MessagePack", "websockets"),
    Behaviour(21, "MUST", "messages arrive together, in parts, in fragments", "websockets"),
    Behaviour(22, "MUST", "a frame to the client holds whole messages only", "websockets"),
    Behaviour(23, "MUST", "the order of JSON properties is free", "websockets"),
    Behaviour(24, "MUST", "no permessage-deflate", "websockets"),
    Behaviour(25, "MUST", "the server's close: 1000, and 5 s of patience", "websockets"),
    Behaviour(26, "MUST", "no WebSocket-level pings", "websockets"),
    Behaviour(27, "SHOULD", "a send that is stuck for 10 s ends the connection", "websockets"),
    Behaviour(28, "MUST", "an event stream, byte by byte", "events"),
    Behaviour(29, "MUST", "a POST is taken with a 200", "events"),
    Behaviour(30, "MUST", "the first poll answers at once, empty", "polling"),
    Behaviour(31, "MUST", "a poll is answered with everything that waits", "polling"),
    Behaviour(32, "MUST", "idle polls end with 200; over is 204, then 404", "polling"),
    Behaviour(33, "MUST", "a new poll ends the old one with 204", "polling"),
    Behaviour(34, "MUST", "DELETE ends the connection", "polling"),
    Behaviour(35, "MUST", "who polls no more is gone after 15 s", "polling"),
    Behaviour(36, "MUST", "no pings while polling", "polling"),
    Behaviour(37, "MUST", "always JSON, answered with {}, what follows is kept", "handshake"),
    Behaviour(38, "MUST", "an unknown protocol is refused by name", "handshake"),
    Behaviour(39, "MUST", "a version or format that is not supported is refused", "handshake"),
    Behaviour(40, "MUST", "none in time, too long a one, a malformed one", "handshake"),
    Behaviour(41, "MUST", "versions 0, 1 and 2 are accepted", "handshake"),
    Behaviour(42, "MUST", "OnConnected runs before any call, after the reply", "handshake"),
    Behaviour(43, "MUST", "an OnConnected that throws closes with an error", "handshake"),
    Behaviour(44, "MUST", "one call, one completion", "invocation"),
    Behaviour(45, "MUST", "no id, no answer, whatever happens", "invocation"),
    Behaviour(46, "MUST", "any text is an id, and comes back as it was", "invocation"),
    Behaviour(47, "MUST", "a method without a result answers null", "invocation"),
    Behaviour(48, "MUST", "calls run so many at once, the rest waits in order", "invocation"),
    Behaviour(49, "MUST", "streams and uploads run beside that limit", "invocation"),
    Behaviour(50, "MUST", "connections do not wait for each other", "invocation"),
    Behaviour(51, "MUST", "a method that does not exist", "invocation"),
    Behaviour(52, "MUST", "method names ignore case", "invocation"),
    Behaviour(53, "MUST", "a wrong number of arguments", "invocation"),
    Behaviour(54, "MUST", "an argument of the wrong type", "invocation"),
    Behaviour(55, "MUST", "a method that throws", "invocation"),
    Behaviour(56, "MUST", "a method that this user may not call", "invocation"),
    Behaviour(57, "MUST", "streams called as methods, and methods as streams", "invocation"),
    Behaviour(58, "MUST", "a caller that leaves in the middle of its call", "invocation"),
    Behaviour(59, "MUST", "items, then a completion without a result", "stream"),
    Behaviour(60, "MUST", "a stream that fails, at once or later", "stream"),
    Behaviour(61, "MUST", "calls are served while a stream runs", "stream"),
    Behaviour(62, "MUST", "a cancelled stream completes without an error", "stream"),
    Behaviour(63, "MUST", "cancelling what does not run is ignored", "stream"),
    Behaviour(64, "MUST", "an id that streams cannot stream again", "stream"),
    Behaviour(65, "MUST", "a stream ends with its connection", "stream"),
    Behaviour(66, "MUST", "a slow reader slows the producer", "stream"),
    Behaviour(67, "MUST", "items from the client reach the method", "upload"),
    Behaviour(68, "MUST", "several uploads, their ids, both ways at once", "upload"),
    Behaviour(69, "MUST", "the client's error reaches the reader", "upload"),
    Behaviour(70, "MUST", "a wrong number of uploads", "upload"),
    Behaviour(71, "MUST", "an item of the wrong type, items for nothing", "upload"),
    Behaviour(72, "MUST", "the eleventh unread item holds the reader up", "upload"),
    Behaviour(73, "MUST", "an upload ends with its call or its connection", "upload"),
    Behaviour(74, "MUST", "the client answers with a result or an error", "question"),
    Behaviour(75, "MUST", "given up, gone, late, twice, by somebody else", "question"),
    Behaviour(76, "MUST", "a result of the wrong type fails the question alone", "question"),
    Behaviour(77, "MUST", "questions inside hub methods, none in OnConnected", "question"),
    Behaviour(78, "MUST", "a client without a handler", "question"),
    Behaviour(79, "MUST", "every form of address", "everyone"),
    Behaviour(80, "MUST", "order is kept, and nobody waits for another", "everyone"),
    Behaviour(81, "MUST", "pings are not answered", "close"),
    Behaviour(82, "MUST", "the server pings every interval", "close"),
    Behaviour(83, "MUST", "a client that falls silent after a ping is closed", "close"),
    Behaviour(84, "MUST", "a client that never pings is not", "close"),
    Behaviour(85, "MUST", "a client's goodbye is answered with one", "close"),
    Behaviour(86, "MUST", "the hub's abort, and closes that allow a return", "close"),
    Behaviour(87, "MUST", "a graceful stop", "close"),
    Behaviour(88, "MUST", "OnDisconnected runs once for every OnConnected", "close"),
    Behaviour(89, "MUST", "a message is at most 32,768 bytes long", "close"),
    Behaviour(90, "MUST", "what breaks the protocol ends the connection", "close"),
    Behaviour(91, "SHOULD", "an unknown message type is skipped", "close"),
    Behaviour(92, "MUST", "a goodbye touches no other connection of the user", "close"),
    Behaviour(93, "MUST", "only types 1 to 5 are counted", "stateful"),
    Behaviour(94, "MUST", "acknowledgements, at most one a second", "stateful"),
    Behaviour(95, "MUST", "the connection outlives its socket by up to 15 s", "stateful"),
    Behaviour(96, "MUST", "both say Sequence and repeat; nothing runs twice", "stateful"),
    Behaviour(97, "MUST", "a Sequence from the future ends the connection", "stateful"),
    Behaviour(98, "MUST", "after a goodbye there is no way back", "stateful"),
    Behaviour(99, "MUST", "the same id goes on, without half a message", "stateful"),
    Behaviour(100, "MUST", "every message, byte for byte", "messagepack"),
    Behaviour(101, "MUST", "widths, lengths and elements that are read", "messagepack"),
    Behaviour(102, "MUST", "a completion of three elements is refused", "messagepack"),
    Behaviour(103, "SHOULD", "how typed members are written and read", "values"),
    Behaviour(104, "SHOULD", "how JSON is escaped, and how deep it goes", "values"),
)

NOT_APPLICABLE: Mapping[int, str] = {
    17: "HTTP/2 has it; this server, as most test set-ups, speaks HTTP/1.1, where CONNECT is a 405",
}
"""Behaviours without a case, and why."""

PARTS_NOT_TRIED: Mapping[int, str] = {
    25: "1011 needs an application that faults, which no method of the test hub does",
    28: "several data lines need a payload with a line break, which neither encoding writes",
    79: "that a message is encoded once for all cannot be seen on the wire; the benchmark times it",
}
"""What of a behaviour no case can see from outside, and why."""
