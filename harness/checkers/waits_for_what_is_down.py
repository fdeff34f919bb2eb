"""Waits for what is down: begins no entry on an agent or a strategy known to be down (GUARD-9).

Known: the event that said so was delivered to the same life of the client, on a connection that
lived long enough for it to be read, and some time has passed. What was begun before may be
finished. Paper accounts need no agent.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hubproof.contract.mesolive.models import AgentStatus, ErrorState
from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.steps import Submission
from hubproof.harness.oracle.traffic import READ_US, Call, sent_us

# Between hearing of it and knowing better: work that was already on its way is not held against it.
KNOWN_US = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outage:
    """What entries need was down until `back_us`, as event `event_seq_id` announced.

    Either `account_ids` could not be traded on, or strategy `strategy_id` could not be evaluated.
    """

    what: str
    event_seq_id: int
    back_us: int
    account_ids: tuple[str, ...] = ()
    strategy_id: int | None = None

    def concerns(self, prepare: Submission) -> bool:
        """Whether a preparation should have waited for this."""
        if self.strategy_id is not None:
            return prepare.first.whole("StrategyId") == self.strategy_id
        return prepare.first.text("BrokerAccountId") in self.account_ids


def find(oracle: Oracle) -> Iterator[Finding]:
    """Preparations that were begun in full knowledge."""
    for outage in (*_agents(oracle), *_strategies(oracle)):
        for prepare in oracle.prepares:
            if not outage.concerns(prepare) or not prepare.first_us < outage.back_us:
                continue
            told_us = _told_us(oracle, outage.event_seq_id, prepare)
            if told_us is not None and told_us + KNOWN_US <= sent_us(
                _calls(oracle, prepare), prepare.first
            ):
                yield Finding(
                    message=(
                        f"began an entry of {oracle.where(prepare)} although its {outage.what}, "
                        f"which it had been told at {seconds(told_us)}"
                    ),
                    at_us=prepare.first_us,
                )


def _agents(oracle: Oracle) -> Iterator[_Outage]:
    changes = oracle.traffic.agents
    for number, change in enumerate(changes):
        if change.status == AgentStatus.Offline.value:
            following = (one.at_us for one in changes[number + 1 :] if one.status != change.status)
            yield _Outage(
                what="agent was offline",
                event_seq_id=change.event_seq_id,
                back_us=next(following, oracle.end_us),
                account_ids=change.account_ids,
            )


def _strategies(oracle: Oracle) -> Iterator[_Outage]:
    changes = oracle.traffic.errors
    for number, change in enumerate(changes):
        if change.state == ErrorState.Active.value:
            following = (
                one.at_us
                for one in changes[number + 1 :]
                if one.strategy_id == change.strategy_id and one.state != change.state
            )
            yield _Outage(
                what="strategy had an active error",
                event_seq_id=change.event_seq_id,
                back_us=next(following, oracle.end_us),
                strategy_id=change.strategy_id,
            )


def _told_us(oracle: Oracle, event_seq_id: int, prepare: Submission) -> int | None:
    """When the life that began the preparation had surely heard of the outage."""
    event = oracle.listening.events.get(event_seq_id)
    times = [
        one.at_us
        for one in (event.deliveries if event else ())
        if one.link.life is prepare.first.life and one.link.is_open_until(one.at_us + READ_US)
    ]
    return min(times, default=None)


def _calls(oracle: Oracle, prepare: Submission) -> list[Call]:
    """The calls of the connection that a preparation came by."""
    return [call for call in oracle.traffic.calls if call.link is prepare.first.link]


CHECKER = Checker(
    name="waits_for_what_is_down",
    requirement="GUARD-9",
    says="no entry is begun on an agent known to be offline or a strategy known to be in error",
    find=find,
    level="SHOULD",
)
