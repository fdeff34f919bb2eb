"""One workflow per period: a signal announced again while it is On is not a new one (EVT-16).

An announcement under another EventId is no copy, so knowing events does not help; knowing that the
signal is On does. Where copies had arrived as well, only the subject's own log can tell which of
the two it took for a second signal; without one, neither row is found broken, and what was bought
twice is for others to say.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.intents import Intent
from hubproof.harness.oracle.steps import SecondKey, Why


def find(oracle: Oracle) -> Iterator[Finding]:
    """Second workflows that an announcement of a signal that was On set off."""
    for second in oracle.second_keys:
        intent = oracle.intent_of(second.later)
        if not second.is_prepare or second.why is not Why.REPEAT or intent is None:
            continue
        again = _announced_again(oracle, intent, second)
        if again is not None:
            yield Finding(
                message=(
                    f"took a signal of {intent.where} that was On since {seconds(intent.on_us)} "
                    f"for a new one when event {again} announced it again, and began "
                    f"{second.later.key} beside {second.earlier.key}"
                ),
                at_us=second.later.first_us,
            )


def _announced_again(oracle: Oracle, intent: Intent, second: SecondKey) -> int | None:
    """The event that the second workflow is for; None where it cannot be told."""
    by_log = _by_its_own_log(oracle, intent, second)
    if by_log is not None:
        return by_log if by_log != intent.event_seq_ids[0] else None
    times = oracle.listening.times_delivered(intent.event_seq_ids, second.later.first_us)
    if any(often > 1 for often in times.values()):
        return None
    again = [seq_id for seq_id in times if seq_id != intent.event_seq_ids[0]]
    return again[-1] if len(times) > 1 else None


def _by_its_own_log(oracle: Oracle, intent: Intent, second: SecondKey) -> int | None:
    """The announcement that its log names as the cause of the second key."""
    named = {
        event_id
        for account in oracle.accounts
        if second.later.key in account.keys
        for event_id in account.event_ids
    }
    for seq_id in intent.event_seq_ids:
        event = oracle.listening.events.get(seq_id)
        if event is not None and event.event_id in named:
            return seq_id
    return None


CHECKER = Checker(
    name="one_workflow_per_period",
    requirement="EVT-16",
    says="a signal that is announced again while it is On starts no second workflow",
    find=find,
)
