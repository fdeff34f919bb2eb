"""Acts on every signal: each actionable one is entered within a bound (SAFE-4).

A client that does nothing is not safe, it is broken. The bound counts from the announcement or
from when the last thing was whole again that broke meanwhile; a signal that goes Off before is
not owed.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.intents import Intent
from hubproof.harness.oracle.traffic import READ_US


def find(oracle: Oracle) -> Iterator[Finding]:
    """Signals that were not entered in time."""
    ready_us = oracle.traffic.ready_us
    if ready_us is None:
        return
    for intent in oracle.intents:
        due_us = _due_us(oracle, intent, max(intent.on_us, ready_us))
        acted_us = _acted_us(oracle, intent)
        is_owed = due_us <= oracle.end_us and intent.is_on(due_us) and not intent.is_failed()
        if is_owed and _looks_like_one_before(oracle, intent):
            continue
        if is_owed and (acted_us is None or acted_us > due_us):
            yield Finding(message=_message(oracle, intent, acted_us), at_us=due_us)


def _looks_like_one_before(oracle: Oracle, intent: Intent) -> bool:
    """Whether nobody could tell it from an earlier On period, whose end is among lost events.

    It was On already when the subject was next told what is active: the same signal, perhaps
    announced again, as far as anybody can know (EVT-16).
    """
    before = [one for one in oracle.intents if one.pair == intent.pair and one.on_us < intent.on_us]
    off = oracle.listening.events.get(before[-1].off_seq_id or 0) if before else None
    if off is None:
        return False
    # What was written to a client in its last moments may not have been handled.
    is_heard = any(one.link.is_open_until(one.at_us + READ_US) for one in off.deliveries)
    return not is_heard and any(
        off.seq_id <= loss.up_to and (loss.told_us is None or intent.on_us <= loss.told_us)
        for loss in oracle.listening.losses
    )


def _acted_us(oracle: Oracle, intent: Intent) -> int | None:
    """When it was entered, by any preparation that came while its signal was On.

    Where a signal flaps, one that was made for an earlier period may arrive in a later one, and
    which of the two the client means by the next one it sends cannot be told.
    """
    times = [
        done
        for one in oracle.intents[: intent.number]
        if one.pair == intent.pair and (done := one.acted_us(intent.on_us)) is not None
    ]
    return min(times, default=None)


def _due_us(oracle: Oracle, intent: Intent, at_us: int) -> int:
    """The bound, and on top of it the time that the broker itself took to prepare."""
    due_us = oracle.due_us(at_us, oracle.act_within_us)
    if oracle.limits.cancel_unfilled_after_s is not None:
        due_us = _after_others_us(oracle, intent, due_us)
    for prepare in intent.prepares[:1]:
        if prepare.made is not None and prepare.accepted_us is not None:
            due_us += prepare.made.at_us - prepare.accepted_us
    return due_us


def _after_others_us(oracle: Oracle, intent: Intent, due_us: int) -> int:
    """The bound, anew from the end of every order of the strategy that worked meanwhile.

    Entries of one strategy take turns (GUARD-3), and an order that does not fill keeps its turn.
    """
    for order in oracle.orders.values():
        other = oracle.intent_of(order.made_by) if order.made_by else None
        if other is None or other is intent or other.pair[0] != intent.pair[0]:
            continue
        ended_us = oracle.end_us if order.ended_us is None else order.ended_us
        if order.accepted_us < ended_us and order.accepted_us <= due_us and ended_us > intent.on_us:
            due_us = max(due_us, oracle.due_us(ended_us, oracle.act_within_us))
    return due_us


def _message(oracle: Oracle, intent: Intent, acted_us: int | None) -> str:
    within = f"{oracle.limits.act_within_s:g} s"
    if acted_us is not None:
        late = seconds(acted_us - intent.on_us)
        return f"entered {intent.where} only {late} after its signal; {within} are allowed"
    how_far = "was prepared but not executed" if intent.prepares else "was left alone"
    if any(one.is_out_of_reach for one in intent.executions):
        how_far = "was sent to the broker only at a price that nobody had quoted"
    return (
        f"did not enter {intent.where}: its signal went On at {seconds(intent.on_us)}, was "
        f"actionable, and {how_far}"
    )


CHECKER = Checker(
    name="acts_on_every_signal",
    requirement="SAFE-4",
    says="every actionable signal is entered within a bound",
    find=find,
    needs_every_signal=True,
)
