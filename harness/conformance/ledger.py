"""The ledger of a replay: what was recorded on each connection against what was heard on it.

Rule: pure. It is told each step and each answer with its time in milliseconds, compares at once, so
that placeholders are learned before they are needed, and keeps one sentence for every difference.
"""

from collections import deque
from dataclasses import dataclass, field

from hubproof.harness.conformance.placeholders import Bindings
from hubproof.harness.conformance.recordings import (
    Got,
    GotClose,
    GotFrame,
    Hearing,
    Recording,
    Words,
)
from hubproof.harness.conformance.rules import TIME_MS, about_pings, same_json, timer_of
from hubproof.harness.conformance.timers import sent_by

AT_ONCE_MS = 30
"""Steps of the client so close to each other were said without listening in between."""

SHOWN = 300
"""Characters of an answer that a difference quotes."""


@dataclass(frozen=True, slots=True)
class Message:
    """A whole hub message: JSON without its separator, or MessagePack with its length."""

    data: bytes
    is_packed: bool
    kind: str | None = None

    @property
    def timer(self) -> str | None:
        """Which timer has sent it, if any did."""
        return sent_by(self.data, is_packed=self.is_packed)

    def __str__(self) -> str:
        shown = self.data.hex() if self.is_packed else self.data.decode(errors="replace")
        return shown[:SHOWN]


@dataclass(frozen=True, slots=True)
class SocketClosed:
    """A close frame."""

    code: int
    reason: str = ""

    def __str__(self) -> str:
        why = f" ({self.reason[:SHOWN]})" if self.reason else ""
        return f"a close frame with {self.code}{why}"


@dataclass(frozen=True, slots=True)
class Control:
    """A WebSocket `ping` or `pong`."""

    kind: str

    def __str__(self) -> str:
        return f"a WebSocket {self.kind}"


@dataclass(frozen=True, slots=True)
class Ended:
    """An end without a close frame."""

    how: str

    def __str__(self) -> str:
        return f"the end ({self.how})"


@dataclass(frozen=True, slots=True)
class Odd:
    """Something that no recording has: a message in pieces."""

    what: str

    def __str__(self) -> str:
        return self.what


Heard = Message | SocketClosed | Control | Ended | Odd


@dataclass(slots=True)
class Line:
    """One connection: answers that are expected and not yet heard, and those heard too early."""

    expected: deque[Hearing] = field(default_factory=deque)
    early: deque[tuple[Heard, int]] = field(default_factory=deque)
    is_left: bool = False
    is_new: bool = False
    recorded_ms: int = 0
    heard_ms: int = 0


class Ledger:
    """Compares one replay with its recording."""

    def __init__(self, recording: Recording, bindings: Bindings) -> None:
        self.bindings = bindings
        self.differences: list[str] = []
        self._recording = recording
        self._flags = recording.flags
        self._counts_pings = about_pings(recording)
        self._lines: dict[str, Line] = {}
        self._recorded_ms = 0
        self._done_ms = 0

    def did(self, recorded_ms: int, now_ms: int) -> None:
        """The client has done a step."""
        self._recorded_ms, self._done_ms = recorded_ms, now_ms

    def expect(self, hearing: Hearing) -> None:
        """The recording has this answer next on its connection."""
        line = self._line(hearing.on)
        if line.is_left or (
            isinstance(hearing, Got) and self._is_left_out(timer_of(hearing.words))
        ):
            return
        line.expected.append(hearing)
        self._settle(hearing.on)

    def leave(self, on: str) -> None:
        """The client drops the connection: what came last of it and still comes is not compared."""
        line = self._line(on)
        line.is_left = True
        line.expected.clear()
        line.early.clear()

    def attach(self, on: str) -> None:
        """The client has come, or come back."""
        self._line(on).is_left = False
        self._line(on).is_new = True

    def say(self, on: str) -> None:
        """The client says something."""
        self._line(on).is_new = False

    def hear(self, on: str, heard: Heard, now_ms: int) -> None:
        """Something came on a connection."""
        line = self._line(on)
        if line.is_left or (isinstance(heard, Message) and self._is_left_out(heard.timer)):
            return
        line.early.append((heard, now_ms))
        self._settle(on)

    def is_waiting(self) -> bool:
        """Whether an answer is expected that has not been heard."""
        return any(line.expected for line in self._lines.values())

    def last_expected_ms(self) -> int:
        """When the last answer that is still expected was recorded."""
        return max((each.at for line in self._lines.values() for each in line.expected), default=0)

    def step(self, what: str, recorded_ms: int) -> None:
        """The client is about to do a step: nothing may have come that belongs behind it."""
        if recorded_ms - self._recorded_ms > AT_ONCE_MS:
            self._tell_unexpected(f"came before {what}", but_greetings=True)
        self._tell_missing(f"before {what}")

    def close(self) -> None:
        """The replay is over: what is still expected is missing, what is left is too much."""
        self._tell_missing("")
        for line in self._lines.values():
            if self._counts_pings and not self._recording.case.startswith("poll/"):
                line.early = deque(one for one in line.early if not _is_ping(one[0]))
        self._tell_unexpected("came and was not recorded")

    def _line(self, on: str) -> Line:
        return self._lines.setdefault(on, Line())

    def _is_left_out(self, timer: str | None) -> bool:
        if timer == "ping":
            return not self._counts_pings
        return timer == "ack" and "acks" not in self._flags

    def _settle(self, on: str) -> None:
        line = self._line(on)
        if "unordered" in self._flags:
            self._settle_unordered(line)
            return
        while line.expected and line.early:
            heard, now_ms = line.early.popleft()
            hearing = line.expected.popleft()
            wrong = self._compare(hearing, heard)
            if wrong:
                self.differences.append(wrong)
            self._time(line, hearing, now_ms)

    def _settle_unordered(self, line: Line) -> None:
        """Match what can be matched; the rest may yet find its like."""
        for hearing in list(line.expected):
            for one in line.early:
                if self._compare(hearing, one[0]) is None:
                    line.early.remove(one)
                    line.expected.remove(hearing)
                    break

    def _compare(self, hearing: Hearing, heard: Heard) -> str | None:
        if isinstance(hearing, Got) and isinstance(heard, Message):
            if hearing.kind is not None and hearing.kind != heard.kind:
                return f"{hearing.on}: a {heard.kind} frame instead of a {hearing.kind} frame"
            if self._same(hearing.words, heard):
                return None
        elif heard == _like(hearing):
            return None
        return f"{hearing.on}: {heard} instead of {_shown(hearing)}"

    def _same(self, words: Words, heard: Message) -> bool:
        if words.is_hex != heard.is_packed:
            return False
        if words.is_hex:
            return self.bindings.agrees_hex(words.text, heard.data)
        try:
            return same_json(words.text, heard.data.decode(), self.bindings)
        except UnicodeDecodeError:
            return False

    def _time(self, line: Line, hearing: Hearing, now_ms: int) -> None:
        if "timed" in self._flags:
            took = now_ms - max(line.heard_ms, self._done_ms)
            recorded = hearing.at - max(line.recorded_ms, self._recorded_ms)
            if abs(took - recorded) > TIME_MS:
                self.differences.append(
                    f"{hearing.on}: {_shown(hearing)} after {took} ms instead of {recorded} ms"
                )
        line.heard_ms, line.recorded_ms = now_ms, hearing.at

    def _tell_unexpected(self, why: str, *, but_greetings: bool = False) -> None:
        for on, line in self._lines.items():
            if line.is_new and but_greetings:
                continue  # a server may speak first to who has just come
            for heard, _ in line.early:
                self.differences.append(f"{on}: {heard} {why}")
            line.early.clear()

    def _tell_missing(self, when: str) -> None:
        for on, line in self._lines.items():
            for hearing in line.expected:
                self.differences.append(f"{on}: {_shown(hearing)} did not come {when}".rstrip())
            line.expected.clear()


def _is_ping(heard: Heard) -> bool:
    return isinstance(heard, Message) and heard.timer == "ping"


def _like(hearing: Hearing) -> Heard | None:
    """What has to be heard, where that is no message."""
    if isinstance(hearing, GotClose):
        return SocketClosed(hearing.code, hearing.reason)
    if isinstance(hearing, GotFrame):
        return Control(hearing.kind)
    return None if isinstance(hearing, Got) else Ended(hearing.how)


def _shown(hearing: Hearing) -> str:
    return hearing.words.text[:SHOWN] if isinstance(hearing, Got) else str(_like(hearing))
