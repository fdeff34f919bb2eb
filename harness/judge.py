"""The judge: from a history to a verdict, row by row.

Invalid outranks unknown outranks valid. A row is unknown where its checker crashed, a run where
it was not exercised: faults were planned and none fired, or the subject ordered nothing. Rows
whose evidence the subject does not offer are listed as not judged and decide nothing, unless they
are required.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hubproof.harness.checkers import CHECKERS, Checker
from hubproof.harness.history import History
from hubproof.harness.oracle import Oracle
from hubproof.harness.scenario import Scenario
from hubproof.harness.verdict import Judgement, Row, Verdict, Violation, worst


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """How strictly to judge.

    A `selective` subject chooses among signals. With `require_decisions` a row that needs a
    decision log is unknown without one, and not merely not judged.
    """

    selective: bool = False
    require_decisions: bool = False


DEFAULT = Judging()


def judge(
    history: History,
    scenario: Scenario,
    *,
    judging: Judging = DEFAULT,
    trouble: str | None = None,
    checkers: Mapping[str, Checker] = CHECKERS,
) -> Judgement:
    """The judgement on a run of `scenario`, by its limits.

    `trouble` is a sentence about what went wrong with the harness itself, if anything did. A
    requirement that the scenario names and no checker decides is unknown.
    """
    oracle = Oracle.of(history, scenario.limits)
    rows: list[Row] = []
    violations: list[Violation] = []
    not_judged: list[str] = []
    for checker in checkers.values():
        if checker.is_used is not None and not checker.is_used(oracle):
            if checker.requirement in scenario.requirements:
                not_judged.append(checker.requirement)
            continue
        if _is_out_of_sight(oracle, checker, judging):
            not_judged.append(checker.requirement)
            if checker.needs_decisions and judging.require_decisions:
                rows.append(
                    _row(
                        checker,
                        Verdict.UNKNOWN,
                        "the subject kept no decision log that tells of intents",
                    )
                )
            continue
        row, found = _look(oracle, checker)
        rows.append(row)
        violations += found
    rows += _undecided(scenario, checkers)
    doubts = [*_doubts(history, oracle, trouble), *_row_doubts(rows)]
    verdict = worst([*(row.verdict for row in rows), *(Verdict.UNKNOWN for _ in doubts)])
    violations.sort(key=lambda violation: violation.at_us)
    return Judgement(
        verdict=verdict,
        reason=_reason(verdict, violations, doubts),
        rows=tuple(rows),
        violations=tuple(violations),
        not_judged=tuple(_left_open(not_judged, rows)),
    )


def _left_open(not_judged: Sequence[str], rows: Sequence[Row]) -> Iterator[str]:
    """The rows that no checker judged, each once; another one may have."""
    judged = {row.requirement for row in rows if row.verdict is not Verdict.UNKNOWN}
    yield from (one for one in dict.fromkeys(not_judged) if one not in judged)


def _is_out_of_sight(oracle: Oracle, checker: Checker, judging: Judging) -> bool:
    if checker.needs_every_signal and judging.selective:
        return True
    return checker.needs_decisions and not _tells_of_intents(oracle)


def _tells_of_intents(oracle: Oracle) -> bool:
    """Whether there is a decision log that says anything of intents; noise is no evidence."""
    return any(one.decision.get("decision") == "intent" for one in oracle.traffic.decisions)


def _look(oracle: Oracle, checker: Checker) -> tuple[Row, list[Violation]]:
    try:
        found = checker.check(oracle)
    except Exception as error:  # noqa: BLE001  # a checker that crashes must not pass anybody
        reason = f"checker {checker.name} crashed: {type(error).__name__}: {error}"
        return _row(checker, Verdict.UNKNOWN, reason), []
    if not found:
        return _row(checker, Verdict.VALID), []
    # A SHOULD is reported and decides nothing.
    verdict = Verdict.INVALID if checker.level == "MUST" else Verdict.VALID
    return _row(checker, verdict, found[0].message), found


def _row(checker: Checker, verdict: Verdict, reason: str | None = None) -> Row:
    return Row(
        requirement=checker.requirement, checker=checker.name, verdict=verdict, reason=reason
    )


def _undecided(scenario: Scenario, checkers: Mapping[str, Checker]) -> Iterator[Row]:
    decided = [checker.requirement for checker in checkers.values()]
    for requirement in scenario.requirements:
        if requirement not in decided:
            reason = f"no checker decides {requirement}, which the scenario names"
            yield Row(requirement=requirement, checker="", verdict=Verdict.UNKNOWN, reason=reason)


def _doubts(history: History, oracle: Oracle, trouble: str | None) -> Iterator[str]:
    """Why the run as a whole cannot be called valid."""
    traffic = oracle.traffic
    if trouble is not None:
        yield trouble
    if traffic.ready_us is None:
        yield "the subject never became ready"
    elif not traffic.is_ended:
        yield "the run broke off before its end"
    if history.plan.faults and not traffic.fired:
        yield f"not exercised: none of {len(history.plan.faults)} planned faults fired"
    if not oracle.executions:
        yield "not exercised: the subject ordered nothing"


def _row_doubts(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        if row.verdict is Verdict.UNKNOWN:
            yield f"{row.requirement}: {row.reason}"


def _reason(verdict: Verdict, violations: Sequence[Violation], doubts: Sequence[str]) -> str | None:
    if verdict is Verdict.INVALID:
        binding = next(one for one in violations if one.level == "MUST")
        return f"{binding.requirement}: {binding.message}"
    return doubts[0] if doubts else None
