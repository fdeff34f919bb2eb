"""Acts once per event: a signal that arrives twice is entered once (EVT-6).

Replay and live overlap, state is pushed on connect, events are resent: all of it is allowed. What
tells a second workflow from a retry is that the first one is alive and well beside it.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle
from hubproof.harness.oracle_intents import Intent
from hubproof.harness.oracle_steps import SecondKey, Why


def find(oracle: Oracle) -> Iterator[Finding]:
    """Second workflows after a second delivery, and second intents in the subject's own log."""
    for second in oracle.second_keys:
        intent = oracle.intent_of(second.later)
        if second.is_prepare and second.why is Why.REPEAT and intent is not None:
            times = _deliveries(oracle, intent, second)
            if times > 1:
                yield Finding(
                    message=(
                        f"acted twice on one signal of {intent.where}: event "
                        f"{intent.event_seq_ids[0]} had arrived {times} times, and "
                        f"{second.later.key} was begun beside {second.earlier.key}"
                    ),
                    at_us=second.later.first_us,
                )
    yield from _by_its_own_log(oracle)


def _deliveries(oracle: Oracle, intent: Intent, second: SecondKey) -> int:
    events = oracle.listening.events
    return sum(
        one.at_us <= second.later.first_us
        for seq_id in intent.event_seq_ids
        if seq_id in events
        for one in events[seq_id].deliveries
    )


def _by_its_own_log(oracle: Oracle) -> Iterator[Finding]:
    intent_of: dict[str, str] = {}
    for account in oracle.accounts:
        for event_id in account.event_ids:
            other = intent_of.setdefault(event_id, account.intent)
            if other != account.intent:
                yield Finding(
                    message=(
                        f"took event {event_id} for two intents, {other} and {account.intent}, "
                        "as its own log says"
                    ),
                    at_us=account.at_us,
                )


CHECKER = Checker(
    name="acts_once_per_event",
    requirement="EVT-6",
    says="an event that arrives twice is acted on once, also across a restart",
    find=find,
)
