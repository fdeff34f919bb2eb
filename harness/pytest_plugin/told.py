"""Told: the outcome of a test as pytest prints it, for people who did not write hubproof.

One short line for lists, the whole story for the section of failures, the command that shows it
again as the last line, and no trace of ours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from _pytest._code.code import TerminalRepr  # the only way to have a short line of one's own
from _pytest._io import TerminalWriter

from hubproof.harness.cli import words
from hubproof.harness.cli.pipes import printable
from hubproof.harness.pytest_plugin.asked import Asked
from hubproof.harness.pytest_plugin.trials import Failed, Trials
from hubproof.harness.redaction import redacted

TOLD_MAX = 10
"""Further failed seeds that are told with their reasons; the rest are named."""


@dataclass(frozen=True, slots=True)
class Crash:
    """What pytest prints where it has one line, as in its summary or with --tb=line."""

    message: str

    def __str__(self) -> str:
        return self.message


@dataclass(eq=False)
class Told(TerminalRepr):
    """A test that did not pass, in words; pytest calls the short line `reprcrash`."""

    reprcrash: Crash
    lines: Sequence[str]

    def toterminal(self, tw: TerminalWriter) -> None:
        """Print the lines: what it comes to in red, the command in bold."""
        for number, line in enumerate(self.lines):
            is_first, is_last = number == 0, number == len(self.lines) - 1
            tw.line(line, red=is_first, bold=is_first or is_last)


def failure(trials: Trials, asked: Asked) -> Told:
    """A scenario that some seed did not pass."""
    first = trials.shown[0]
    again = asked.again(first.record.plan)
    short = _short(trials)
    lines = [short, *words.failure(first, again)[:-1], *_others(trials), again]
    key = first.record.key
    clean = [printable(redacted(line, key)) for line in lines]
    return Told(Crash(clean[0]), clean)


def broken_off(sentence: str, again: str) -> Told:
    """A scenario that could not be run, by no fault of its subject's."""
    return Told(Crash(sentence), [sentence, again])


def _short(trials: Trials) -> str:
    judgement = trials.shown[0].judgement
    line = f"{judgement.verdict}: {judgement.reason}"
    if trials.count == 1:
        return line
    seed = trials.shown[0].record.plan.seed
    return f"{line} (seed {seed}; {len(trials.failed)} of {trials.count} seeds failed)"


def _others(trials: Trials) -> Iterator[str]:
    first = trials.shown[0].record.plan.seed
    others = [one for one in trials.failed if one.seed != first]
    if others:
        yield "the other seeds that failed:"
    yield from (_other(one) for one in others[:TOLD_MAX])
    rest = others[TOLD_MAX:]
    if rest:
        yield f"  seeds {', '.join(str(one.seed) for one in rest)}"


def _other(failed: Failed) -> str:
    return f"  seed {failed.seed}: {failed.verdict}: {failed.reason}"
