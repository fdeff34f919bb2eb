"""What the user holds, as it is found by whoever watches it."""

from typing import Any

import pytest
from msgspec.structs import replace

from hubproof.contract.mesolive.models import BrokerType, DataProviderType
from hubproof.simulator.market.setup import IB, QUIET, TASTYTRADE
from hubproof.simulator.world.refusal import Refused
from hubproof.simulator.world.setup import LIVE, PAPER

TT = DataProviderType.Tastytrade
INTERACTIVE = DataProviderType.InteractiveBrokers


def test_a_position_and_its_legs_are_found_as_they_are_and_keep_up_with_fills(still: Any) -> None:
    world = still()
    plan = world.prepared(102)
    world.fill("k1", plan)
    world.settle()
    portfolio = world.world.portfolio
    position = portfolio.position(1)
    first, second = position.legs.values()
    assert portfolio.legs([second.id, 999, first.id, second.id]) == [second, first]
    assert position.held == {"long": 3, "short": -3}
    world.fill("k2", plan)
    world.settle()
    assert position.held == {"long": 6, "short": -6}


def test_what_there_is_not_is_refused(still: Any) -> None:
    portfolio = still().world.portfolio
    with pytest.raises(Refused, match=r"There is no position 1\."):
        portfolio.position(1)
    with pytest.raises(Refused, match=r"There is no leg 7, 8\."):
        portfolio.legs([7, 8, 7])


def test_a_broker_s_own_quotes_go_with_its_account_and_the_agent_s_with_paper(still: Any) -> None:
    tasty = replace(LIVE, id="T1", broker=BrokerType.Tastytrade)
    world = still(accounts=(PAPER, LIVE, tasty)).world
    found = [world.portfolio.provider(one) for one in ("ML1001", "U2001", "T1")]
    assert found == [INTERACTIVE, INTERACTIVE, TT]
    with pytest.raises(Refused, match="no account"):
        world.portfolio.provider("T2")


@pytest.mark.parametrize(("quoting", "found"), [(IB, INTERACTIVE), (TASTYTRADE, TT)])
def test_where_a_broker_quotes_nothing_somebody_else_is_followed(
    drive: Any, quoting: Any, found: DataProviderType
) -> None:
    tasty = replace(LIVE, id="T1", broker=BrokerType.Tastytrade)
    world = drive(accounts=(PAPER, LIVE, tasty), market=replace(QUIET, providers=(quoting,))).world
    assert {world.portfolio.provider(one) for one in ("ML1001", "U2001", "T1")} == {found}


def test_a_provider_s_streams_begin_as_it_was_set_up(drive: Any) -> None:
    market = replace(QUIET, providers=(replace(IB, boot_frames=2), TASTYTRADE))
    asked = drive(market=market).world.market
    assert [asked.boot_frames(one) for one in (INTERACTIVE, TT)] == [2, 0]
