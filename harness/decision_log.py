"""The decision log as it grows: what the subject says it decided, line by line.

Only whole lines are evidence. A line that a kill cut off is skipped, and so does not swallow the
first line that the next life appends behind it.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec


class DecisionLog:
    """Reads the file at `path`, which may not exist yet.

    Nothing is blotted out here: names in it must be those that the hubs saw, or no two lines of a
    record would join. Where there is no file, or something else in its place, nothing was decided.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0

    def read(self) -> Iterator[dict[str, object]]:
        """The decisions written since the last look; lines that are no JSON objects are skipped."""
        if not self._path.is_file():
            return
        try:
            with self._path.open("rb") as log:
                log.seek(self._offset)
                whole, end, _ = log.read().rpartition(b"\n")
        except OSError:
            return  # the subject shut it away: what nobody can read is no evidence
        self._offset += len(whole) + len(end)
        for line in whole.decode(errors="replace").split("\n"):
            decision = _decision(line)
            if decision is not None:
                yield decision

    def skip_rest(self) -> None:
        """Whatever is there and was not read is the beginning of a line that has no end."""
        if self._path.is_file():
            self._offset = self._path.stat().st_size


def _decision(line: str) -> dict[str, object] | None:
    try:
        return _DECODER.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return None


# What a history keeps of a fraction is its text: a float would not be canonical.
_DECODER = msgspec.json.Decoder(dict[str, object], float_hook=str)
