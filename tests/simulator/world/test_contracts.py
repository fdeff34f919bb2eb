"""What a contract is quoted at follows its underlying, tick by tick."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from hubproof.contract.mesolive.models import (
    DataProviderType,
    LiveContract,
    LiveUnderlying,
    MesoContractType,
    MesoOptionType,
)
from hubproof.simulator.market.instrument import instrument_of
from hubproof.simulator.market.quote import NOTHING
from hubproof.simulator.world.contracts import Contracts
from hubproof.simulator.world.setup import WorldSetup
from hubproof.simulator.world.world import World

EPOCH = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
IB = DataProviderType.InteractiveBrokers
TASTY = DataProviderType.Tastytrade
SECOND = 1_000_000


def option(strike: int, option_type: MesoOptionType = MesoOptionType.Put) -> LiveContract:
    return LiveContract(
        ContractType=MesoContractType.Options,
        Underlying=LiveUnderlying(Symbol="SPX", ContractType=MesoContractType.Index),
        Root="SPX",
        OptionType=option_type,
        Expiration=EPOCH + timedelta(days=45),
        Strike=Decimal(strike),
        Multiplier=Decimal(100),
    )


@pytest.fixture
def world() -> World:
    return World(WorldSetup(), random.Random(7), EPOCH)


@pytest.fixture
def contracts(world: World) -> Contracts:
    return Contracts(WorldSetup(), world.market, world.time)


def test_a_higher_strike_costs_more_for_a_put_and_less_for_a_call(contracts: Contracts) -> None:
    def ask(contract: LiveContract) -> Decimal:
        quote = contracts.quote(IB, instrument_of(contract), SECOND)
        assert quote.ask is not None
        return quote.ask

    assert ask(option(4700)) < ask(option(4900))
    call = MesoOptionType.Call
    assert ask(option(5300, call)) > ask(option(5400, call))


def test_between_two_ticks_nothing_changes_and_it_is_as_old_as_its_underlying(
    world: World, contracts: Contracts
) -> None:
    put = instrument_of(option(4950))
    born_us = world.market.quote(IB, "SPX", 10 * SECOND).born_us
    early = contracts.quote(IB, put, born_us)
    assert early.born_us == born_us
    assert early == contracts.quote(IB, put, born_us + 400_000)


def test_who_heard_another_quote_of_the_underlying_values_by_that(
    world: World, contracts: Contracts
) -> None:
    put = instrument_of(option(4950))
    heard = world.market.quote(IB, "SPX", SECOND)
    higher = heard.shifted(Decimal(50))
    cheaper, usual = contracts.worth(put, higher).mark, contracts.worth(put, heard).mark
    assert cheaper is not None
    assert usual is not None
    assert cheaper < usual
    assert contracts.worth(put, NOTHING).mark is None
    assert contracts.greeks(put, NOTHING) is None
    greeks = contracts.greeks(put, heard)
    assert greeks is not None
    assert greeks.delta < 0


def test_a_combination_is_bought_at_the_asks_of_what_is_long_and_the_bids_of_what_is_short(
    contracts: Contracts,
) -> None:
    long, short = (instrument_of(option(strike)) for strike in (4950, 4850))
    spread = contracts.combination(TASTY, {long: 1, short: -1}, SECOND)
    bought, sold = contracts.quote(TASTY, long, SECOND), contracts.quote(TASTY, short, SECOND)
    assert bought.ask is not None
    assert sold.bid is not None
    assert spread.ask == bought.ask - sold.bid


def test_an_instrument_is_known_by_its_symbol(contracts: Contracts) -> None:
    put = option(4950)
    assert contracts.knows(instrument_of(put))
    stock = LiveContract(
        ContractType=MesoContractType.Stock,
        Underlying=LiveUnderlying(Symbol="NONE", ContractType=MesoContractType.Stock),
        Root=None,
        OptionType=None,
        Expiration=None,
        Strike=None,
        Multiplier=None,
    )
    assert not contracts.knows(instrument_of(stock))
