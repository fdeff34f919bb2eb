"""Words: a verdict as a person reads it, in lines of plain text.

What is broken comes first, then what it costs, then when, and last the command that shows it again.
"""

from collections.abc import Iterable
from decimal import Decimal

from hubproof.harness.cli.objects import US_PER_S
from hubproof.harness.trial import Finished
from hubproof.harness.verdict import Judgement, Verdict, Violation

CURRENCY = "USD"
VIOLATIONS_SHOWN_MAX = 8
"""Of one run; a bot that is wrong at every entry is understood after a few."""


def headline(finished: Finished) -> str:
    """One line for a run."""
    record, judgement = finished.record, finished.judgement
    clock = "simulated" if record.mode == "sim" else "real"
    return (
        f"{judgement.verdict.upper():<8}{record.plan.scenario}  seed {record.plan.seed}"
        f"  {record.subject}  {finished.faults_fired} of {len(record.plan.faults)} faults fired,"
        f" {finished.calls} calls, {record.ran_s:.1f} s {clock} in {record.wall_s:.2f} s"
    )


def failure(finished: Finished, reproduction: str) -> list[str]:
    """A run that is not valid, in full; the reproduction line is the last."""
    record, judgement = finished.record, finished.judgement
    lines = [headline(finished)]
    shown = judgement.violations[:VIOLATIONS_SHOWN_MAX]
    for one in shown:
        lines += _violation(one)
    rest = len(judgement.violations) - len(shown)
    if rest > 0:
        lines.append(f"  and {rest} more violations")
    if judgement.verdict is Verdict.UNKNOWN and judgement.reason:
        lines.append(f"  {judgement.reason}")
    if record.trouble is not None and record.tail:
        lines.append("  the last lines it printed:")
        lines += [f"    {line}" for line in record.tail]
    lines.append(reproduction)
    return lines


def _violation(one: Violation) -> list[str]:
    cost = "" if one.exposure is None else f", {money(one.exposure)} at risk beyond the intents"
    return [
        f"  {one.requirement} ({one.level}) at {one.at_us / US_PER_S:.3f} s{cost}",
        f"    {one.message}",
    ]


def money(amount: Decimal) -> str:
    """An amount with its currency: 4,310.00 USD."""
    return f"{amount:,.2f} {CURRENCY}"


def left_unjudged(judgements: Iterable[Judgement]) -> str | None:
    """The sentence about rows that could not be judged."""
    rows = list(dict.fromkeys(row for one in judgements for row in one.not_judged))
    if not rows:
        return None
    return f"not judged for want of evidence: {', '.join(rows)}"
