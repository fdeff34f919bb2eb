"""Spares offline agents: begins no entry where it knows that the agent is offline (GUARD-9).

Known: the status event was delivered to the same life of the client, on a connection that lived
long enough for it to be read, and some time has passed. What was begun before may be finished.
Paper accounts need no agent.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.steps import Submission
from hubproof.harness.oracle.traffic import READ_US
from hubproof.simulator.world.facts import AgentChanged

# Between hearing of it and knowing better: work that was already on its way is not held against it.
KNOWN_US = 1_000_000


def find(oracle: Oracle) -> Iterator[Finding]:
    """Preparations that were begun in full knowledge."""
    for number, change in enumerate(oracle.traffic.agents):
        if change.status != "Offline":
            continue
        following = oracle.traffic.agents[number + 1 :]
        back_us = next((one.at_us for one in following if one.status != "Offline"), oracle.end_us)
        for prepare in oracle.prepares:
            account = prepare.first.text("BrokerAccountId")
            if account not in change.account_ids or not prepare.first_us < back_us:
                continue
            told_us = _told_us(oracle, change, prepare)
            if told_us is not None and told_us + KNOWN_US <= prepare.first_us:
                yield Finding(
                    message=(
                        f"began an entry of {oracle.where(prepare)} although its agent was "
                        f"offline, which it had been told at {seconds(told_us)}"
                    ),
                    at_us=prepare.first_us,
                )


def _told_us(oracle: Oracle, change: AgentChanged, prepare: Submission) -> int | None:
    """When the life that began the preparation had surely heard of the agent's absence."""
    event = oracle.listening.events.get(change.event_seq_id)
    times = [
        one.at_us
        for one in (event.deliveries if event else ())
        if one.link.life is prepare.first.life and one.link.is_open_until(one.at_us + READ_US)
    ]
    return min(times, default=None)


CHECKER = Checker(
    name="spares_offline_agents",
    requirement="GUARD-9",
    says="no entry is begun on an account whose agent is known to be offline",
    find=find,
    level="SHOULD",
)
