"""Parity: whether a plan leads to the same verdict in virtual time and over real sockets.

One plan means the same run in every mode; timing alone may differ. Where the verdicts part, the
first thing that was different is the explanation, and it is looked for in the order in which one
thing leads to another: what fired, what was called, what was answered, how the subject ended.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from hubproof.harness.plan import Plan
from hubproof.harness.trial import Finished
from hubproof.harness.verdict import Verdict
from hubproof.simulator.journal import Answered, FaultFired, Received, SubjectChanged

US_PER_S = 1_000_000

Call = tuple[str, str | None]
"""The method of a call, and the status that it was answered with; None: it was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What of a finished run is compared: small, so that a campaign's outlines fit in memory.

    `fired` is the time of each fault that acted, in seconds, by its place in the plan's list.
    """

    verdict: Verdict
    reason: str | None
    rows: tuple[str, ...]
    fired: dict[int, float]
    calls: tuple[Call, ...]
    lives: int
    trouble: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A plan on which the modes do not agree, and why, line by line."""

    plan: Plan
    sim: Outline
    live: Outline
    why: tuple[str, ...]


def outline(finished: Finished) -> Outline:
    """The outline of a run."""
    entries = finished.record.history.entries
    status = {one.call: one.status for one in entries if isinstance(one, Answered)}
    fired: dict[int, float] = {}
    for one in entries:
        if isinstance(one, FaultFired):
            fired.setdefault(one.fault, one.at_us / US_PER_S)
    judgement = finished.judgement
    return Outline(
        verdict=judgement.verdict,
        reason=judgement.reason,
        rows=tuple(dict.fromkeys(one.requirement for one in judgement.violations)),
        fired=fired,
        calls=tuple(
            (one.method, status.get(one.call)) for one in entries if isinstance(one, Received)
        ),
        lives=sum(isinstance(one, SubjectChanged) and one.state == "started" for one in entries),
        trouble=finished.record.trouble,
    )


def compare(plan: Plan, sim: Outline, live: Outline) -> Difference | None:
    """What parts the two runs of `plan`; None where their verdicts agree."""
    if sim.verdict is live.verdict:
        return None
    return Difference(plan=plan, sim=sim, live=live, why=tuple(_why(plan, sim, live)))


def _why(plan: Plan, sim: Outline, live: Outline) -> Iterator[str]:
    for mode, one in (("sim", sim), ("live", live)):
        if one.trouble is not None:
            yield f"{mode} was not carried through: {one.trouble}"
    yield from _faults(plan, sim, live)
    yield from _calls(sim, live)
    if sim.lives != live.lives:
        yield f"the subject was started {sim.lives} times in sim and {live.lives} times live"
    only = [row for row in live.rows if row not in sim.rows]
    if only:
        yield f"broken live only: {' '.join(only)}"
    only = [row for row in sim.rows if row not in live.rows]
    if only:
        yield f"broken in sim only: {' '.join(only)}"


def _faults(plan: Plan, sim: Outline, live: Outline) -> Iterator[str]:
    for index, fault in enumerate(plan.faults):
        trigger = fault.trigger
        what = f"fault {index + 1}, {fault.name} at {trigger.name} {trigger.ordinal}"
        if (index in sim.fired) == (index in live.fired):
            continue
        where, at_s = (
            ("in sim", sim.fired[index]) if index in sim.fired else ("live", live.fired[index])
        )
        yield f"{what} ({trigger.phase}) fired {where} only, at {at_s:.1f} s"


def _calls(sim: Outline, live: Outline) -> Iterator[str]:
    pairs = zip_longest(sim.calls, live.calls)
    for number, (then, now) in enumerate(pairs, start=1):
        if then != now:
            yield f"from call {number} on: in sim {_call(then)}, live {_call(now)}"
            return


def _call(call: Call | None) -> str:
    if call is None:
        return "none"
    method, status = call
    return f"{method} ({status or 'not answered'})"
