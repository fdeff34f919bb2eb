"""A history: the plan of a run and everything that happened in it, in order. What checkers read.

It is canonical: one JSON line per entry, members sorted, times integer microseconds, money as
decimal text, no float and no header line. Two runs are equal exactly if their bytes are, which is
what the committed hashes and every replay rely on.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from hubproof.harness.plan import Plan
from hubproof.simulator.journal import Answered, Decided, Entry, Received


class HistoryError(ValueError):
    """A history that cannot be read; the sentence names the line."""


@dataclass(frozen=True, slots=True)
class History:
    """A plan and the entries of its run, oldest first."""

    plan: Plan
    entries: Sequence[Entry]

    def encode(self) -> bytes:
        """The entries as canonical JSON lines."""
        return _ENCODER.encode_lines([_canonical(entry) for entry in self.entries])

    def sha256(self) -> str:
        """The hash of the canonical bytes, in hexadecimal digits."""
        return hashlib.sha256(self.encode()).hexdigest()


def decode(plan: Plan, data: bytes) -> History:
    """The history in what `History.encode` wrote.

    Raises:
        HistoryError: A line is cut off, not JSON, or no entry of a journal.
    """
    return History(plan, tuple(_entries(data.split(b"\n"))))


def _entries(lines: Sequence[bytes]) -> Iterable[Entry]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _DECODER.decode(line)
        except (msgspec.DecodeError, ValueError) as error:
            raise HistoryError(f"line {number} of the history is no entry: {error}") from None


def _canonical(entry: Entry) -> Entry:
    """The entry without floats: a subject may send some, and their text is what is kept."""
    if isinstance(entry, Received):
        return msgspec.structs.replace(entry, args=_without_floats(entry.args))
    if isinstance(entry, Answered) and entry.result is not None:
        return msgspec.structs.replace(entry, result=_without_floats(entry.result))
    if isinstance(entry, Decided):
        return msgspec.structs.replace(entry, decision=_without_floats(entry.decision))
    return entry


def _without_floats(value: Any) -> Any:
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict):
        return {name: _without_floats(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_without_floats(item) for item in value]
    return value


def _no_floats(text: str) -> float:
    raise ValueError(f"a history holds no floats, and this one has {text}")


_ENCODER = msgspec.json.Encoder(order="sorted", decimal_format="string")
_DECODER = msgspec.json.Decoder(Entry, float_hook=_no_floats)
