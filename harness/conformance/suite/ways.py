"""Ways: the pairs of transport and encoding that a case is played over.

Rule: a sentence that holds for several ways is written once and multiplied by one of these tables.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """A column of the matrix. Cases about plain HTTP alone have no transport."""

    name: str
    transport: str = ""
    encoding: str = "json"

    @property
    def is_packed(self) -> bool:
        """Whether hub messages travel as MessagePack."""
        return self.encoding == "messagepack"

    @property
    def is_socket(self) -> bool:
        """Whether it is a WebSocket."""
        return self.transport == "WebSockets"


WS_JSON = Way("ws.json", "WebSockets")
WS_PACKED = Way("ws.messagepack", "WebSockets", "messagepack")
SSE = Way("sse.json", "ServerSentEvents")
LP_JSON = Way("lp.json", "LongPolling")
LP_PACKED = Way("lp.messagepack", "LongPolling", "messagepack")
HTTP = Way("http")

COLUMNS = (WS_JSON, WS_PACKED, SSE, LP_JSON, LP_PACKED, HTTP)

EVERY = (WS_JSON, WS_PACKED, SSE, LP_JSON, LP_PACKED)
EVERY_TRANSPORT = (WS_JSON, SSE, LP_JSON)
SOCKETS = (WS_JSON, WS_PACKED)
POLLS = (LP_JSON, LP_PACKED)
PACKED = (WS_PACKED, LP_PACKED)
PINGED = (WS_JSON, WS_PACKED, SSE)
"""Where the server pings: not where it is polled."""

PLAIN = (HTTP,)
