"""The screen: progress while runs go on, and results when they are over.

On a terminal a bar moves and verdicts have colour; anywhere else, and in CI, there are plain lines
and nothing that a log would have to be cleaned of. With `--json` all of it goes to standard error.
Nobody reading it any more ends no campaign: the verdict is in the exit status, too.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from hubproof.harness.cli import words
from hubproof.harness.cli.pipes import Output, printable
from hubproof.harness.plan import Plan
from hubproof.harness.record import ModeName
from hubproof.harness.verdict import Verdict

_COLOURS = {Verdict.VALID: "green", Verdict.INVALID: "bold red", Verdict.UNKNOWN: "yellow"}

NEWS_EVERY_S = 10.0
"""How often a long campaign says how far it is where no bar moves: CI ends what keeps silent."""

REDRAW_EVERY_S = 0.1
"""How often the bar is drawn anew; drawing it after each of a hundred runs a second is waste."""


class Screen:
    """Where a command writes for people. A context manager around the runs."""

    def __init__(
        self, *, total: int, is_json: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._console = Output(sys.stderr if is_json else sys.stdout)
        self._total = total
        self._clock = clock
        self._news_at = clock() + NEWS_EVERY_S
        self._redraw_at = 0.0
        self._counts = dict.fromkeys(Verdict, 0)
        self._bar: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop_progress()

    def begins(self, plan: Plan, mode: ModeName, bound_s: float) -> None:
        """A run begins, and is over within so many seconds if it is live."""
        what = f"{plan.scenario}  seed {plan.seed}"
        if self._has_bar():
            self._draw(what, mode)
        elif mode == "live":
            self.line(f"running {what}, for {bound_s:g} s at most")

    def finished(self, headline: str, verdict: Verdict, *, is_shown: bool) -> None:
        """A run is over; `is_shown` prints its line."""
        self._counts[verdict] += 1
        if is_shown:
            self.line(headline, verdict)
        elif self._clock() >= self._news_at and self._bar is None and self._is_going_on():
            self.line(words.total(self._counts, self._total, "this campaign"))
        if is_shown or self._clock() >= self._news_at:
            self._news_at = self._clock() + NEWS_EVERY_S
        if self._bar is not None:
            self._bar.advance(self._bar.task_ids[0])

    def line(self, text: str, verdict: Verdict | None = None) -> None:
        """One line; the colour is that of a verdict."""
        style = _COLOURS[verdict] if verdict is not None else None
        self._console.print(printable(text), style=style)

    def failure(self, lines: Sequence[str]) -> None:
        """A failure after an empty line: its headline in red, its command in bold."""
        self._console.print()
        for number, text in enumerate(lines):
            is_edge = number in (0, len(lines) - 1)
            style = "bold red" if number == 0 else "bold" if is_edge else None
            self._console.print(printable(text), style=style)

    def stop_progress(self) -> None:
        """The runs are over: the bar goes, the lines stay."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _is_going_on(self) -> bool:
        return sum(self._counts.values()) < self._total

    def _has_bar(self) -> bool:
        # Colour may be forced upon a file; a bar that moves there would be nothing but noise.
        is_watched = self._console.is_terminal and self._console.file.isatty()
        return is_watched and not self._console.is_dumb_terminal and not os.environ.get("CI")

    def _draw(self, what: str, mode: ModeName) -> None:
        if self._bar is None:
            self._bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=self._console,
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
                # The thread that would draw by itself has no business beside virtual time.
                auto_refresh=mode == "live",
            )
            self._bar.start()
            self._bar.add_task(what, total=self._total)
        self._bar.update(self._bar.task_ids[0], description=what)
        if self._clock() >= self._redraw_at:
            self._redraw_at = self._clock() + REDRAW_EVERY_S
            self._bar.refresh()
