"""The desk: what every operation needs at hand, so that each is given one thing instead of seven.

Operations share one record of keys, one log and one schedule. A second copy of any would let a key
be used twice or an event come out of order.
"""

from dataclasses import dataclass

from hubproof.simulator.world.accounts import Accounts
from hubproof.simulator.world.agents import Agents
from hubproof.simulator.world.delays import Delays
from hubproof.simulator.world.event_log import EventLog
from hubproof.simulator.world.fates import Fates
from hubproof.simulator.world.idempotency import Records
from hubproof.simulator.world.plans import Plans
from hubproof.simulator.world.schedule import Schedule
from hubproof.simulator.world.strategies import Strategies


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The parts of one world that operations act on."""

    accounts: Accounts
    agents: Agents
    strategies: Strategies
    plans: Plans
    records: Records
    log: EventLog
    schedule: Schedule
    delays: Delays
    fates: Fates
