"""What a checker is: one property of a run, as a pure function of the oracle.

It sees the history through the oracle and nothing else, never raises for what a subject did, and
reports only what it can prove: where the record leaves two readings, the subject gets the better
one. A checker that guessed would convict correct clients, and then nobody would believe the next
conviction.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from hubproof.harness.oracle import Oracle
from hubproof.harness.verdict import Level, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One breach of the property; `exposure` is the money at risk beyond what is allowed."""

    message: str
    at_us: int
    exposure: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """One property: the requirement it decides and the function that looks for breaches.

    A row with `needs_decisions` cannot be judged without the subject's decision log. A row with
    `needs_every_signal` says nothing about a subject that chooses among signals. A row about a
    means says by `is_used` whether the run had to do with that means at all.
    """

    name: str
    requirement: str
    says: str
    find: Callable[[Oracle], Iterable[Finding]]
    level: Level = "MUST"
    needs_decisions: bool = False
    needs_every_signal: bool = False
    is_used: Callable[[Oracle], bool] | None = None

    def check(self, oracle: Oracle) -> list[Violation]:
        """Every breach, as a violation of the requirement, in the order of their times."""
        found = [
            Violation(
                requirement=self.requirement,
                level=self.level,
                checker=self.name,
                message=finding.message,
                exposure=finding.exposure,
                at_us=finding.at_us,
            )
            for finding in self.find(oracle)
        ]
        return sorted(found, key=lambda violation: violation.at_us)


def blind(checker: Checker) -> Checker:
    """The checker that finds everything in order: what a proof must notice."""
    return replace(checker, find=_nothing)


def _nothing(_oracle: Oracle) -> Iterable[Finding]:
    return ()
