"""The places that quotes come from, for the tests of what hubs make of them."""

from datetime import UTC, datetime, timedelta

import pytest

from hubproof.simulator.hubs.feed import Venue
from hubproof.simulator.world.contracts import Contracts
from hubproof.simulator.world.exchange import Exchange
from hubproof.simulator.world.market import Market
from hubproof.simulator.world.setup import WorldSetup

EPOCH = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)


@pytest.fixture
def venue() -> Venue:
    """The usual market, contracts and exchange, of one seed."""
    setup = WorldSetup()
    market = Market(setup, "a")
    contracts = Contracts(setup, market, lambda now: EPOCH + timedelta(microseconds=now))
    return Venue(market, contracts, Exchange(contracts, market, setup.connector))
