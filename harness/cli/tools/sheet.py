"""The sheet: what a tool prints, in columns for a person or as JSON for a script.

In columns a summary stands last. With `--json` standard output holds one object a line and nothing
else, and what is meant for people goes to standard error. The key is blotted out of all of it: a
hub may repeat what it was sent.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TextIO

from rich.cells import cell_len

from hubproof.contract.mesolive import wire
from hubproof.harness.cli.pipes import printable, silence
from hubproof.harness.redaction import redacted

GAP = "  "


class Column(NamedTuple):
    """A column; its width is in cells of a terminal, and a longer text makes room for itself."""

    name: str
    width: int = 0
    is_number: bool = False


class Row(NamedTuple):
    """One line: its texts, a text for each column, and the same as a JSON object."""

    texts: tuple[str, ...]
    json: bytes


@dataclass(slots=True, kw_only=True)
class Sheet:
    """Where a tool writes; `on_left` is called when nobody can read it any more.

    `unwritten` is then why, unless whoever read it has left of their own accord.
    """

    out: TextIO
    err: TextIO
    key: str
    is_json: bool
    on_left: Callable[[], object]
    unwritten: OSError | None = None

    def head(self, columns: Sequence[Column]) -> None:
        """The names of the columns, above rows that come one by one."""
        if not self.is_json:
            self._write(aligned(columns, [column.name for column in columns]))

    def row(self, columns: Sequence[Column], row: Row) -> None:
        """One row."""
        if self.is_json:
            self._write(_redacted(row.json, self.key).decode())
        else:
            texts = [printable(redacted(text, self.key)) for text in row.texts]
            self._write(aligned(columns, texts))

    def table(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """All rows at once, in columns as wide as they have to be."""
        wide = fitted(columns, [row.texts for row in rows])
        self.head(wide)
        for row in rows:
            self.row(wide, row)

    def summary(self, text: str) -> None:
        """The line that everything amounts to."""
        if self.is_json:
            self.note(text)
        else:
            self._write(printable(redacted(text, self.key)))

    def note(self, text: str) -> None:
        """A line beside the rows, on standard error."""
        try:
            self.err.write(f"{printable(redacted(text, self.key))}\n")
            self.err.flush()
        except (OSError, ValueError):
            return  # nobody reads it: the status still counts

    def _write(self, line: str) -> None:
        try:
            self.out.write(f"{line}\n")
            self.out.flush()
        except OSError as error:
            silence(self.out.fileno())
            self.unwritten = None if isinstance(error, BrokenPipeError) else error
            self.on_left()


@dataclass(slots=True)
class Roll:
    """Rows that come one by one; the names of the columns stand above the first."""

    sheet: Sheet
    columns: Sequence[Column]
    has_head: bool = False

    def add(self, row: Row) -> None:
        """One more row."""
        if not self.has_head:
            self.has_head = True
            self.sheet.head(self.columns)
        self.sheet.row(self.columns, row)


def aligned(columns: Sequence[Column], texts: Sequence[str]) -> str:
    """One line of texts below each other's columns."""
    cells = []
    for column, text in zip(columns, texts, strict=True):
        room = " " * max(0, column.width - cell_len(text))
        cells.append(room + text if column.is_number else text + room)
    return GAP.join(cells).rstrip()


def fitted(columns: Sequence[Column], rows: Sequence[tuple[str, ...]]) -> list[Column]:
    """The columns as wide as their names and texts."""
    return [
        column._replace(width=max(map(cell_len, (column.name, *texts))))
        for column, *texts in zip(columns, *rows, strict=True)
    ]


def _redacted(json: bytes, key: str) -> bytes:
    """The object without the key in any text of it; what is no text cannot be a key."""
    if key.encode() not in json and "\\" not in key and '"' not in key:
        return json
    return wire.encode(_blotted(wire.decode(json, dict), key))


def _blotted(value: Any, key: str) -> Any:
    if isinstance(value, str):
        return redacted(value, key)
    if isinstance(value, dict):
        return {redacted(name, key): _blotted(one, key) for name, one in value.items()}
    if isinstance(value, list):
        return [_blotted(one, key) for one in value]
    return value
