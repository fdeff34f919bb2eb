"""What the hubs say they offer, against what has a handler."""

import random
from datetime import UTC, datetime
from typing import get_args

from hubproof.contract.mesolive.methods import METHODS
from hubproof.simulator.hubs.inquiries import AnyArgs
from hubproof.simulator.hubs.offered import NOT_YET, OFFERED
from hubproof.simulator.world.setup import WorldSetup
from hubproof.simulator.world.world import World

SUBSCRIPTIONS = {"SubscribeToStrategies", "UnsubscribeFromStrategies"}  # of a connection


def test_the_contract_is_what_is_offered_and_what_is_not_yet() -> None:
    assert {*OFFERED} | {*NOT_YET} == {*METHODS}
    assert len(OFFERED) + len(NOT_YET) == len(METHODS)


def test_exactly_what_has_a_handler_is_offered() -> None:
    world = World(WorldSetup(), random.Random(1), datetime(2026, 1, 5, tzinfo=UTC))
    quoted = {name for name, one in METHODS.items() if one.args in get_args(AnyArgs)}
    assert {*OFFERED} == {*world._handlers} | SUBSCRIPTIONS | quoted
