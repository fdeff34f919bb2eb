"""What closing legs would win or lose at each base of their quotes."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from hubproof.contract.mesolive import models
from hubproof.simulator.market.quote import NOTHING, Quote
from hubproof.simulator.world.legs import Leg
from hubproof.simulator.world.running import running

AT = datetime(2026, 1, 5, tzinfo=UTC)
LATER = datetime(2026, 2, 20, tzinfo=UTC)
CONTRACT = models.LiveContract(
    ContractType=models.MesoContractType.Options,
    Underlying=models.LiveUnderlying(Symbol="SPX"),
    Root="SPX",
    OptionType=models.MesoOptionType.Put,
    Expiration=LATER,
    Strike=Decimal(4900),
    Multiplier=Decimal(100),
)
DEAR = Quote(Decimal(10), Decimal(11), Decimal("10.25"), 7_000)
CHEAP = Quote(Decimal(4), Decimal(5), Decimal("4.25"), 9_000)


def leg(qty: int, price: str, contract: models.LiveContract = CONTRACT) -> Leg:
    made = Leg(
        id=1,
        name="put",
        group_id=1,
        position_id=1,
        account_id="ML1001",
        contract=contract,
        underlying="SPX",
        multiplier=100,
        created_at=AT,
    )
    made.take(qty, Decimal(price), AT)
    return made


def test_what_is_long_gets_the_bid_and_what_is_short_pays_the_ask() -> None:
    quote = running([(leg(2, "9"), DEAR), (leg(-1, "6"), CHEAP)], 10_000)
    # Two at 9 are worth 10, 11 or 10.25; one sold at 6 costs 5, 4 or 4.25.
    assert (quote.bid, quote.ask) == (Decimal(200 + 100), Decimal(400 + 200))
    assert (quote.last, quote.mark) == (Decimal(250) + Decimal(175), Decimal(450))
    assert quote.born_us == 7_000


def test_a_base_that_one_leg_lacks_is_lacking_of_all() -> None:
    half = Quote(None, Decimal(5), None, 9_000)
    quote = running([(leg(2, "9"), DEAR), (leg(-1, "6"), half)], 10_000)
    assert (quote.bid, quote.ask, quote.last) == (Decimal(300), None, None)


@pytest.mark.parametrize("closed", [True, False])
def test_what_is_held_no_longer_needs_no_quote_and_runs_to_nothing(closed: bool) -> None:  # noqa: FBT001  # a case
    legs = []
    if closed:
        one = leg(2, "9")
        one.take(-2, Decimal(12), AT)
        legs.append((one, NOTHING))
    assert running(legs, 10_000) == Quote(Decimal(0), Decimal(0), Decimal(0), 10_000)
