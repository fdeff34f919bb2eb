"""The decision log as it grows: what the subject says it decided, line by line.

Only whole lines are evidence. A line that a kill cut off is skipped, and so does not swallow the
first line that the next life appends behind it.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from hubproof.harness.redaction import redacted


class DecisionLog:
    """Reads the file at `path`, which may not exist yet. `hidden` is blotted out."""

    def __init__(self, path: Path, *, hidden: str) -> None:
        self._path = path
        self._hidden = hidden
        self._offset = 0

    def read(self) -> Iterator[dict[str, object]]:
        """The decisions written since the last look; lines that are no JSON objects are skipped."""
        if not self._path.exists():
            return
        with self._path.open("rb") as log:
            log.seek(self._offset)
            whole, end, _ = log.read().rpartition(b"\n")
        self._offset += len(whole) + len(end)
        for line in redacted(whole.decode(errors="replace"), self._hidden).split("\n"):
            decision = _decision(line)
            if decision is not None:
                yield decision

    def skip_rest(self) -> None:
        """Whatever is there and was not read is the beginning of a line that has no end."""
        if self._path.exists():
            self._offset = self._path.stat().st_size


def _decision(line: str) -> dict[str, object] | None:
    try:
        return _DECODER.decode(line)
    except msgspec.DecodeError:
        return None


# What a history keeps of a fraction is its text: a float would not be canonical.
_DECODER = msgspec.json.Decoder(dict[str, object], float_hook=str)
