"""Words: a verdict as a person reads it, in lines of plain text.

What it costs comes first, then the broken promises, dearest first, each with what happened, when,
and what the storm had done before; last comes the command that shows it again. Every number is the
run's own.
"""

import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from hubproof.harness.cli.objects import US_PER_S
from hubproof.harness.failures import HarnessError
from hubproof.harness.history import History
from hubproof.harness.judge import Judging
from hubproof.harness.requirements import REQUIREMENTS
from hubproof.harness.trial import Finished
from hubproof.harness.verdict import Verdict, Violation
from hubproof.simulator.journal import FaultFired, SubjectChanged
from hubproof.simulator.world.facts import PlanMade

TIMES_SHOWN_MAX = 6
"""Of one row; a client that is wrong at every entry is understood after a few."""


def headline(finished: Finished) -> str:
    """One line for a run."""
    record, judgement = finished.record, finished.judgement
    clock = "simulated" if record.mode == "sim" else "real"
    line = (
        f"{judgement.verdict.upper():<8}{record.plan.scenario}  seed {record.plan.seed}"
        f"  {record.subject}  {finished.faults_fired} of {len(record.plan.faults)} faults fired,"
        f" {finished.calls} calls, {record.ran_s:.1f} s {clock} in {record.wall_s:.2f} s"
    )
    rows = judgement.not_judged
    return f"{line}, not judged: {' '.join(rows)}" if rows else line


def failure(finished: Finished, again: str) -> list[str]:
    """A run that is not valid, in full; `again`, the command that repeats it, is the last line."""
    record, judgement = finished.record, finished.judgement
    lines = [headline(finished)]
    cost = exposure(judgement.violations)
    if cost is not None:
        amount = money(cost, currency_of(record.history))
        lines.append(f"  {amount} at risk beyond what the signals called for")
    for requirement, violations in _rows(judgement.violations):
        lines += _row(requirement, violations, record.history)
    lines += _deaths(record.history)
    is_unknown = judgement.verdict is Verdict.UNKNOWN
    reason = judgement.reason if is_unknown else record.trouble
    if reason:
        lines.append(f"  {reason}")
    if record.trouble is not None and record.tail:
        lines.append("  the last lines that the subject printed:")
        lines += [f"    {line}" for line in record.tail]
    return [*lines, again]


def _deaths(history: History) -> Iterator[str]:
    """When the subject ended by itself: what is missing afterwards is missing for that."""
    for entry in history.entries:
        if isinstance(entry, SubjectChanged) and entry.state == "stopping":
            return
        if isinstance(entry, SubjectChanged) and entry.state == "exited" and entry.detail:
            yield f"  the subject {entry.detail} at {entry.at_us / US_PER_S:.3f} s, by itself"


def exposure(violations: Iterable[Violation]) -> Decimal | None:
    """The money at risk beyond the intents, over a whole run; None where no row tells it.

    Several rows tell of the same money, each in its way: the one that tells of most counts.
    """
    sums: dict[str, Decimal] = {}
    for one in violations:
        if one.exposure is not None:
            sums[one.requirement] = sums.get(one.requirement, Decimal(0)) + one.exposure
    return max(sums.values(), default=None)


def _rows(violations: Iterable[Violation]) -> list[tuple[str, list[Violation]]]:
    """The violations by their requirement: those with money first, then in order of time."""
    rows: dict[str, list[Violation]] = {}
    for one in violations:
        rows.setdefault(one.requirement, []).append(one)
    return sorted(rows.items(), key=lambda row: (-(exposure(row[1]) or 0), row[1][0].at_us))


def _row(requirement: str, violations: Sequence[Violation], history: History) -> Iterator[str]:
    first = violations[0]
    yield f"  {requirement} ({first.level}): a client {REQUIREMENTS[requirement].says}"
    yield f"    at {first.at_us / US_PER_S:.3f} s{_storm_before(first, history)}: {first.message}"
    rest = violations[1:]
    if rest:
        times = [f"{one.at_us / US_PER_S:.3f} s" for one in rest[:TIMES_SHOWN_MAX]]
        more = ", ..." if len(rest) > TIMES_SHOWN_MAX else ""
        yield f"    {len(rest)} more, at {', '.join(times)}{more}"


def _storm_before(violation: Violation, history: History) -> str:
    """Which fault acted last before it, and how long before."""
    last: FaultFired | None = None
    for entry in history.entries:
        if entry.at_us > violation.at_us:
            break
        if isinstance(entry, FaultFired):
            last = entry
    if last is None:
        return ""
    where = history.plan.faults[last.fault].trigger.name
    gap_s = (violation.at_us - last.at_us) / US_PER_S
    return f", {gap_s:.3f} s after {where} met the fault {last.name} ({last.phase})"


def currency_of(history: History) -> str:
    """The currency of the run's plans; no plan, no money."""
    return next((one.currency for one in history.entries if isinstance(one, PlanMade)), "")


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency: 4,310.00 USD."""
    return f"{amount:,.2f} {currency}".rstrip()


def total(counts: Mapping[Verdict, int], planned: int, subject: str) -> str:
    """What a campaign amounts to, or has so far."""
    listed = ", ".join(
        f"{counts[verdict]} {verdict}"
        for verdict in (Verdict.VALID, Verdict.INVALID, Verdict.UNKNOWN)
    )
    return f"{sum(counts.values())} of {planned} runs of {subject}: {listed}"


def left_unjudged(rows: Iterable[str], judging: Judging) -> str:
    """The sentence about rows that could not be judged."""
    selective = " or with --selective" if judging.selective else ""
    return f"not judged in some run, without a decision log{selective}: {', '.join(rows)}"


def cut_short(how: str, finished: int, planned: int, out: Path | None) -> str:
    """The sentence about a campaign that did not come to its end."""
    where = f"kept in {out}" if out is not None else "not kept, for want of --out"
    return f"{how} after {finished} of {planned} runs; what was finished is {where}"


def of_our_own(error: Exception) -> str:
    """The sentence about a failure of ours, with the place in our code."""
    if isinstance(error, HarnessError):
        return f"hubproof itself failed in {error}"
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"hubproof itself failed: {type(error).__name__}: {error}{place}"
