"""Acts once per event: a signal that arrives twice is entered once (EVT-6).

Replay and live overlap, state is pushed on connect, events are resent: all of it is allowed. What
tells a second workflow from a retry is that the first one is alive and well beside it. A signal
announced again under another EventId is another row (EVT-16).
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle
from hubproof.harness.oracle.intents import Intent
from hubproof.harness.oracle.steps import SecondKey, Why


def find(oracle: Oracle) -> Iterator[Finding]:
    """Second workflows after a second delivery, and second intents in the subject's own log."""
    for second in oracle.second_keys:
        intent = oracle.intent_of(second.later)
        if second.is_prepare and second.why is Why.REPEAT and intent is not None:
            times = _deliveries(oracle, intent, second)
            if len(times) == 1 and max(times.values()) > 1:
                [(seq_id, often)] = times.items()
                yield Finding(
                    message=(
                        f"acted twice on one signal of {intent.where}: event "
                        f"{seq_id} had arrived {often} times, and "
                        f"{second.later.key} was begun beside {second.earlier.key}"
                    ),
                    at_us=second.later.first_us,
                )
    yield from _by_its_own_log(oracle)


def _deliveries(oracle: Oracle, intent: Intent, second: SecondKey) -> dict[int, int]:
    """How often each announcement of the signal had arrived.

    Where there were several, the second workflow may be for either: then this row is not proved.
    """
    return oracle.listening.times_delivered(intent.event_seq_ids, second.later.first_us)


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
