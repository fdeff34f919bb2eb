"""The voice of a session: messages in the agreed encoding, on their way to the client.

Rule: messages of types 1 to 5 are counted where the connection can come back, kept until they are
acknowledged, and wait while what is kept is too much; the others are told now or not at all.
"""

from hubproof.contract.signalr.handshake import HandshakeResponse, encode_handshake
from hubproof.contract.signalr.messages import (
    Ack,
    AnyMessage,
    Close,
    Completion,
    Message,
    Ping,
    Sequence,
)
from hubproof.contract.signalr.protocols import JSON, HubProtocol
from hubproof.simulator.session.options import MICROSECONDS
from hubproof.simulator.session.outbox import Outbox
from hubproof.simulator.session.resending import Resending

AWAY_US = 15 * MICROSECONDS
"""How long a stateful connection may be without a transport: the disconnect timeout (95)."""


class Voice:
    """What is said to one client. `resending` is there once the connection is stateful.

    `outbox` holds what is to be written now.
    """

    __slots__ = (
        "_answer",
        "_encode",
        "away_due",
        "outbox",
        "protocol",
        "resending",
    )

    def __init__(self) -> None:
        self.protocol: HubProtocol = JSON
        self.resending: Resending | None = None
        self.away_due: int | None = None
        self._encode = JSON.encode
        self._answer = JSON.answer
        self.outbox = Outbox()

    @property
    def is_congested(self) -> bool:
        """Whether a hub should wait: what it said last has no room yet."""
        return self.resending is not None and self.resending.is_holding

    @property
    def is_overflowing(self) -> bool:
        """Whether more waits for an acknowledgement than can be borne."""
        return self.resending is not None and self.resending.is_overflowing

    def speak(self, protocol: HubProtocol) -> None:
        """Say everything in this encoding from here on."""
        self.protocol = protocol
        self._encode = protocol.encode
        self._answer = protocol.answer

    def shake(self, error: str | None = None) -> None:
        """The handshake's response."""
        self.outbox.append(encode_handshake(HandshakeResponse(error)))

    def say(self, message: Message) -> None:
        """A message that is not counted."""
        if self.away_due is None:
            self.outbox.append(self._encode(message))

    def ping(self) -> None:
        """A ping."""
        if self.away_due is None:
            self.outbox.append(self.protocol.ping)

    def tell(self, message: Message) -> None:
        """A counted message."""
        self.put(self._encode(message))

    def put(self, message: bytes) -> None:
        """A counted message that is encoded already."""
        resending = self.resending
        if resending is None or (resending.keep(message) and self.away_due is None):
            self.outbox.append(message)

    def answer(self, invocation_id: str, result: bytes | None, error: str | None) -> None:
        """A completion: with an error, a result (encoded), or neither."""
        if result is not None and error is None:
            message = self._answer(invocation_id, result)
        else:
            message = self._encode(Completion(invocation_id, error=error))
        if self.resending is None:  # as on most connections
            self.outbox.append(message)
        else:
            self.put(message)

    def is_new(self, message: AnyMessage, now: int) -> bool:
        """Whether a message is to be served, where the connection may have come back.

        Raises:
            ProtocolError: it is a number from the future.
        """
        assert self.resending is not None
        if isinstance(message, Ack):
            self.acknowledged(message.sequence_id)
            return False
        if isinstance(message, Sequence):
            self.resending.sequence(message.sequence_id)
            return False
        return isinstance(message, Ping | Close) or self.resending.count(now)

    def acknowledged(self, number: int) -> None:
        """The client has everything up to this number."""
        if self.resending is not None:
            freed = self.resending.acknowledged(number)
            if self.away_due is None:
                for message in freed:
                    self.outbox.append(message)

    def put_back(self) -> None:
        """The message that was counted last cannot be served yet, and will be offered again."""
        if self.resending is not None:
            self.resending.put_back()

    def dues(self) -> tuple[int | None, int | None]:
        """When a stateful connection is given up, and when it acknowledges next."""
        assert self.resending is not None
        return self.away_due, self.resending.ack_due

    def advance(self, now: int) -> bool:
        """Acknowledge what is due; False where nobody has come back in time."""
        assert self.resending is not None
        if self.away_due is not None and now >= self.away_due:
            return False
        if self.resending.ack_due is not None and now >= self.resending.ack_due:
            if self.away_due is None:
                self.say(Ack(self.resending.acknowledge()))
            else:
                self.resending.ack_due = None  # nobody would hear it before the return
        return True

    def leave(self, now: int) -> None:
        """There is no transport: what is counted is kept, the rest is lost."""
        self.outbox.take()
        self.away_due = now + AWAY_US

    def come_back(self, now: int) -> None:
        """There is one again: say where the repetition begins, and repeat."""
        assert self.resending is not None
        self.away_due = None
        self.outbox.take()
        self.say(Sequence(self.resending.first))
        for message in self.resending.again():
            self.outbox.append(message)
        self.resending.owe(now)
