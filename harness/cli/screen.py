"""The screen: progress while runs go on, and results when they are over.

On a terminal a bar moves and verdicts have colour; anywhere else there are plain lines and nothing
that a log would have to be cleaned of. With `--json` all of it goes to standard error.
"""

import sys
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hubproof.harness.cli import words
from hubproof.harness.trial import Finished
from hubproof.harness.verdict import Verdict

_COLOURS = {Verdict.VALID: "green", Verdict.INVALID: "bold red", Verdict.UNKNOWN: "yellow"}


class Screen:
    """Where a command writes for people. A context manager around the runs."""

    def __init__(self, *, total: int, is_json: bool) -> None:
        self._console = Console(
            file=sys.stderr if is_json else sys.stdout, highlight=False, soft_wrap=True
        )
        self._total = total
        self._bar: Progress | None = None

    def __enter__(self) -> Self:
        if self._console.is_terminal and self._total > 1:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=self._console,
                transient=True,
            )
            self._bar.start()
            self._bar.add_task("runs", total=self._total)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def finished(self, one: Finished, *, is_shown: bool) -> None:
        """A run is over; `is_shown` prints its line."""
        if is_shown:
            self.line(words.headline(one), one.judgement.verdict)
        if self._bar is not None:
            self._bar.advance(self._bar.task_ids[0])

    def line(self, text: str, verdict: Verdict | None = None) -> None:
        """One line; the colour is that of a verdict."""
        style = _COLOURS[verdict] if verdict is not None else None
        self._console.print(text, style=style, markup=False)

    def lines(self, texts: Iterable[str], verdict: Verdict | None = None) -> None:
        """Several lines, the first in the verdict's colour."""
        for number, text in enumerate(texts):
            self.line(text, verdict if number == 0 else None)
