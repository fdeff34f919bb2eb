"""What was asked for: pytest's options, read by the rules of the command line.

What can be known to be impossible is refused before the first run, in the command line's own
sentences, with pytest's names for the options in them.
"""

import argparse
import re
import shlex
from dataclasses import dataclass
from typing import Any

import pytest

from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.harness.cli import reproduce
from hubproof.harness.cli.arguments import SEEDS_MAX, chosen_dialect
from hubproof.harness.cli.exits import UsageError
from hubproof.harness.cli.order import subject_of, terms_of
from hubproof.harness.plan import SEED_MAX, Plan
from hubproof.harness.subjects.naming import Named
from hubproof.harness.trial import Terms

_OPTION = re.compile(r"(?<![\w-])--(subject|mode|selective)\b")
_SEEDS = re.compile(r"(?:(\d{1,16})-)?(\d{1,16})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is run, how, and with which seeds."""

    subject: Named
    terms: Terms
    seeds: range
    dialect: Dialect = OURS

    def again(self, plan: Plan) -> str:
        """The command that runs one of the plans again."""
        return reproduce.command(plan, self.subject, self.terms.mode, self.terms.judging)

    @property
    def subject_text(self) -> str:
        """The subject's name; of a command, the command."""
        if self.subject.kind == "command":
            return shlex.join(self.subject.command)
        return self.subject.text

    @property
    def seeds_text(self) -> str:
        """The seeds in words: seed 1, seeds 5-20."""
        first, last = self.seeds[0], self.seeds[-1]
        return f"seed {first}" if first == last else f"seeds {first}-{last}"


def asked(config: pytest.Config) -> Asked:
    """What the options of this session ask for.

    Raises:
        pytest.UsageError: It cannot be run.
    """
    options = argparse.Namespace(
        subject=config.getoption("--hubproof-subject"),
        command=_command(config.getoption("--hubproof-command")),
        mode=config.getoption("--hubproof-mode"),
        selective=config.getoption("--hubproof-selective"),
        require_decisions=False,
    )
    try:
        return Asked(
            subject=subject_of(options),
            terms=terms_of(options),
            seeds=_seeds(config.getoption("--hubproof-seeds")),
            dialect=_dialect(config.getoption("--hubproof-dialect")),
        )
    except UsageError as error:
        raise pytest.UsageError(_in_our_words(str(error))) from error


def _command(text: str | None) -> list[str] | None:
    if text is None:
        return None
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise pytest.UsageError(
            f"--hubproof-command {text!r} cannot be read: {error}; quote it as for a shell"
        ) from error
    if not words:
        raise pytest.UsageError(
            "--hubproof-command is empty; give the command that starts your client"
        )
    return words


def _dialect(text: str | None) -> Dialect:
    try:
        return OURS if text is None else chosen_dialect(text)
    except ValueError as error:
        raise pytest.UsageError(f"--hubproof-dialect: {error}") from error


def _seeds(text: Any) -> range:
    match = _SEEDS.fullmatch("1" if text is None else text)
    if match is not None:
        first, last = int(match[1] or 1), int(match[2])
        if first <= last <= SEED_MAX and last - first < SEEDS_MAX:
            return range(first, last + 1)
    raise pytest.UsageError(
        f"--hubproof-seeds {text!r} names no seeds; give how many, from 1 to {SEEDS_MAX}, or the"
        " first and the last, as 5-20"
    )


def _in_our_words(sentence: str) -> str:
    return _OPTION.sub(r"--hubproof-\1", sentence).replace(" after --", " with --hubproof-command")
