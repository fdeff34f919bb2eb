"""When a session must act although nothing arrives: the handshake's end, the next ping, silence.

Rules, as ASP.NET Core keeps them: the server pings at every interval, whatever the traffic; a
client is timed out only after it has pinged once, by the age of its last whole message; and while
the reader is held up behind the call limit that clock stands still, because the server is not
listening.
"""

from hubproof.simulator.session.options import MICROSECONDS, SessionOptions

TICK_US = 1_000_000
"""How often ASP.NET Core looks whether a ping is due."""


class Liveness:
    """Three deadlines in microseconds; None where there is none."""

    __slots__ = (
        "_began",
        "_client_timeout_us",
        "_keep_alive_us",
        "handshake_due",
        "is_armed",
        "ping_due",
        "pings",
        "silence_due",
    )

    def __init__(self, options: SessionOptions, now: int, *, pings: bool = True) -> None:
        self._keep_alive_us = round(options.keep_alive_s * MICROSECONDS)
        self._client_timeout_us = round(options.client_timeout_s * MICROSECONDS)
        self._began = now
        self.handshake_due: int | None = now + round(options.handshake_timeout_s * MICROSECONDS)
        self.ping_due: int | None = None
        self.silence_due: int | None = None
        self.is_armed = False
        """Whether the client has pinged: only then its silence means anything."""
        self.pings = pings
        """Whether this transport wants pings; one that polls does not."""

    def open(self, now: int) -> None:
        """The handshake is done: from here on the server pings.

        The interval is counted from when the client came, on a clock that ticks once a second:
        within the first tick that makes no difference.
        """
        self.handshake_due = None
        begins = now if now - self._began < TICK_US else self._began
        self.ping_due = max(now, begins + self._keep_alive_us) if self.pings else None

    def arm(self, now: int) -> None:
        """The client pinged, so it promises to go on pinging."""
        self.is_armed = True
        self.hear(now)

    def hear(self, now: int) -> None:
        """A whole message arrived, or the reader listens again."""
        if self.is_armed:
            self.silence_due = now + self._client_timeout_us

    def stop_listening(self) -> None:
        """The reader is held up: silence means nothing now."""
        self.silence_due = None

    def ping(self, now: int) -> None:
        """A ping was sent. Intervals that passed unnoticed are not made up for."""
        assert self.ping_due is not None
        missed = (now - self.ping_due) // self._keep_alive_us
        self.ping_due += (missed + 1) * self._keep_alive_us

    def next_deadline(self) -> int | None:
        """The earliest of the three."""
        # Once there are pings there is no handshake to wait for.
        ping, silence = self.ping_due, self.silence_due
        if ping is None:
            return self.handshake_due if silence is None else silence
        return ping if silence is None or ping < silence else silence

    def end(self) -> None:
        """Nothing is due any more."""
        self.handshake_due = self.ping_due = self.silence_due = None
