"""One effect per intent: the broker is left with at most one entry for each On period (IDEM-8).

This is the row that costs money. It looks at what was traded, not at keys or calls: how an entry
came to happen twice is for other rows to say.

A cancelled order counts with what it had filled, one that still works with all of it. The broker
cancels no order twice, so of a double cancel there is only the second key to see (IDEM-3).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle
from hubproof.harness.oracle.intents import Intent
from hubproof.harness.oracle.money import money
from hubproof.harness.oracle.steps import ORDER_ENDED, Submission

TIMES = {2: "twice", 3: "three times", 4: "four times"}


@dataclass(slots=True)
class _Group:
    """What was traded of one leg group, by submission: quantities without their sign."""

    taken: dict[str, Decimal] = field(default_factory=dict)
    meant: Decimal = Decimal(0)


def find(oracle: Oracle) -> Iterator[Finding]:
    """Intents with more quantity traded than one execution means."""
    for intent in oracle.intents:
        for group in _groups(intent.executions).values():
            if sum(group.taken.values(), Decimal(0)) > group.meant:
                yield _finding(oracle, intent, group)


def _groups(executions: Sequence[Submission]) -> dict[int, _Group]:
    groups: dict[int, _Group] = {}
    for execution in executions:
        for number, taken, whole in _traded(execution):
            group = groups.setdefault(number, _Group())
            if taken:
                group.taken[execution.key] = group.taken.get(execution.key, Decimal(0)) + taken
            group.meant = max(group.meant, whole)
    return groups


def _traded(execution: Submission) -> Iterator[tuple[int, Decimal, Decimal]]:
    """Leg group, quantity filled or still working, and whole quantity of each order."""
    for order in execution.orders.values():
        is_over = order.state in ORDER_ENDED
        yield order.leg_group_id, abs(order.filled_qty if is_over else order.qty), abs(order.qty)
    loose: dict[tuple[int, int], Decimal] = {}
    for fill in execution.fills:
        if fill.order_id not in execution.orders:
            place = (fill.leg_group_id, fill.order_id)
            loose[place] = loose.get(place, Decimal(0)) + abs(fill.qty)
    for (group, _order), qty in loose.items():
        yield group, qty, qty


def _finding(oracle: Oracle, intent: Intent, group: _Group) -> Finding:
    exposure = oracle.exposure_of(intent)
    second = intent.executions[0]
    for execution in intent.executions:
        if execution.key in group.taken:
            second = execution
    times = len(group.taken)
    often = TIMES.get(times, f"{times} times") if times > 1 else "with too much quantity"
    cost = ""
    if exposure is not None:
        cost = (
            f"; {money(exposure.excess, exposure.currency)} more at risk than the accepted "
            "intents allow"
        )
    return Finding(
        message=f"entered {intent.where} {often}: {times} executions where 1 was meant{cost}",
        at_us=second.accepted_us or second.first_us,
        exposure=exposure.excess if exposure is not None else None,
    )


CHECKER = Checker(
    name="one_effect_per_intent",
    requirement="IDEM-8",
    says="the broker is left with at most one entry for each intent",
    find=find,
)
