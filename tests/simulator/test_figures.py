"""Figures from end to end: what a reader is told of contracts, legs and positions, and when."""

import asyncio
import itertools
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from msgspec.structs import asdict, replace

from hubproof.client.sdk import exceptions, models
from hubproof.contract.mesolive.fields import BASES
from hubproof.simulator import journal as lines
from hubproof.simulator.hubs.channel import WINDOW_US
from hubproof.simulator.market.setup import IB, QUIET, TASTYTRADE, Halt, MarketSetup

All, Nothing = models.LiveDataInclude.All, models.LiveDataInclude.Nothing
INTERACTIVE, TT = models.DataProviderType.InteractiveBrokers, models.DataProviderType.Tastytrade
SILENT = replace(QUIET, halts=(Halt(at_s=8.0, for_s=3600.0),))
"""A market that says nothing more from the eighth second on."""

Item = TypeVar("Item")


def valued(entries: Sequence[Any]) -> list[lines.Valued]:
    return [e for e in entries if isinstance(e, lines.Valued)]


def prices(told: Any) -> dict[str, Decimal | None]:
    return {base: getattr(told, base) for base in BASES}


def whole(position_id: int = 1, **more: Any) -> dict[str, Any]:
    """The arguments for everything of a position."""
    include = {"IncludePosition": All, "IncludeLegs": All, "IncludeLegGroups": All}
    return {"PositionId": position_id, **include, **more}


async def entered(stage: Any, strategy: int = 101) -> tuple[Any, Any]:
    """A client of the Control hub that has entered on paper, and the plan it went by."""
    control = await stage.control()
    args = replace(stage.entry("prep"), StrategyId=strategy)
    job = await control.start_prepare_position_entry(args)
    await asyncio.sleep(3.0)
    status = models.GetPreparePositionEntryStatusArgs(JobId=job.JobId)
    plan = (await control.get_prepare_position_entry_status(status)).Result
    await control.apply_paper_fills(stage.fills("entry", plan))
    await asyncio.sleep(1.0)
    return control, plan


async def left(stage: Any, control: Any) -> None:
    """The position is closed, at 2.00 a contract."""
    args = models.PreparePositionExitArgs(IdempotencyKey="prep_exit", PositionId=1)
    job = await control.start_prepare_position_exit(args)
    await asyncio.sleep(3.0)
    status = models.GetPreparePositionExitStatusArgs(JobId=job.JobId)
    plan = (await control.get_prepare_position_exit_status(status)).Result
    fills = stage.fills("exit", plan)
    priced = [replace(one, Price=Decimal(2)) for one in fills.Fills]
    await control.apply_paper_fills(replace(fills, Fills=priced))


def collect(items: AsyncGenerator[Item, None]) -> tuple[list[Item], "asyncio.Task[None]"]:
    """What a stream brings from now on, and the task that reads it."""
    heard: list[Item] = []

    async def read() -> None:
        async with aclosing(items):
            async for item in items:
                heard.append(item)  # noqa: PERF401  # each is looked at while more are to come

    return heard, asyncio.create_task(read())


def test_a_position_is_told_with_its_legs_and_groups_as_they_follow_the_market(
    perform: Any,
) -> None:
    async def act(stage: Any) -> None:
        _, plan = await entered(stage, 102)
        data = await stage.data()
        heard, reading = collect(
            data.stream_position_data(models.StreamPositionDataArgs(**whole()))
        )
        await asyncio.sleep(10.0)
        reading.cancel()
        assert len(heard) >= 20
        assert len({one.PositionPrices.Mark for one in heard}) > 3
        long, short = (plan.SelectedLegs[name].Id for name in ("long", "short"))
        for one in heard:
            assert {*one.LegPrices} == {*one.LegGreeks} == {*one.LegPnLs} == {long, short}
            first, second = one.LegPrices[long], one.LegPrices[short]
            # Three spreads: what is long is sold at the bid, what is short is bought at the ask.
            assert one.PositionPrices.Bid == 3 * (first.Bid - second.Ask)
            assert one.PositionPrices.Ask == 3 * (first.Ask - second.Bid)
            assert one.PositionPnLs.Bid == 100 * one.PositionPrices.Bid  # both cost 1.10
            assert one.PositionPnLs.Realized == 0
            assert one.PositionPnLs.Bid == sum(each.Bid for each in one.LegPnLs.values())
            deltas = one.LegGreeks[long].Delta - one.LegGreeks[short].Delta
            assert one.PositionGreeks.Delta == 3 * deltas != 0
            assert one.LegGroupPrices == {1: one.PositionPrices}
            assert one.LegGroupGreeks == {1: one.PositionGreeks}
            assert one.LegGroupPnLs == {1: one.PositionPnLs}
        snapshot = await data.get_position_snapshot(models.GetPositionSnapshotArgs(**whole()))
        assert prices(snapshot.PositionPrices) == prices(heard[-1].PositionPrices)

    entries = perform(act)
    told = valued(entries)
    assert {(one.of, one.provider) for one in told} == {("position 1", "InteractiveBrokers")}
    assert [one.via for one in told].count("snapshot") == 1
    assert told[-1].via == "snapshot"
    assert {one.bid is None for one in told} == {False}


def test_only_the_blocks_and_bases_that_were_asked_for_are_told(perform: Any) -> None:
    async def act(stage: Any) -> None:
        await entered(stage)
        data = await stage.data()
        fields = models.LiveQuoteFields
        told = await data.get_position_snapshot(
            models.GetPositionSnapshotArgs(
                PositionId=1,
                IncludePosition=models.LiveDataInclude.PnL,
                IncludeLegs=models.LiveDataInclude.Prices | models.LiveDataInclude.Greeks,
                IncludeLegGroups=Nothing,
                PriceFields=fields.Bid,
                GreekFields=fields.Bid | fields.Ask,
                PnlFields=fields.Mark,
            )
        )
        there = {name for name, block in asdict(told).items() if block is not None}
        assert there == {"PositionPnLs", "LegPrices", "LegGreeks"}
        assert told.PositionPnLs.Realized == 0
        (leg,), (greeks,) = told.LegPrices.values(), told.LegGreeks.values()
        for one, base in ((leg, "Bid"), (told.PositionPnLs, "Mark")):
            assert {name for name in BASES if getattr(one, name) is not None} == {base}
            ages = [name for name in BASES if getattr(one, f"{name}AgeMs") is not None]
            assert ages == [base]
        assert greeks == models.LiveGreeks()  # they are those at the mark

    perform(act)


def test_a_stream_keeps_up_with_fills_however_quiet_the_market_is(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control, plan = await entered(stage)
        data = await stage.data()
        await asyncio.sleep(10.0 - stage.loop.time())
        heard, reading = collect(
            data.stream_position_data(models.StreamPositionDataArgs(**whole()))
        )
        legs, others = collect(
            data.stream_leg_data(models.StreamLegDataArgs(LegId=plan.SelectedLegs["put"].Id))
        )
        ids = [plan.SelectedLegs["put"].Id]
        several, third = collect(data.stream_legs_data(models.StreamLegsDataArgs(LegIds=ids)))
        await asyncio.sleep(10.0)
        assert (len(heard), len(legs), len(several)) == (1, 1, 1)
        before = len(valued(stage.simulator.journal.entries()))
        await control.apply_paper_fills(stage.fills("more", plan))
        await asyncio.sleep(10.0)
        assert (len(heard), len(legs), len(several)) == (2, 2, 2)
        assert heard[1].PositionPrices.Bid == 2 * heard[0].PositionPrices.Bid
        assert heard[1].PositionPnLs.Bid == 2 * heard[0].PositionPnLs.Bid
        assert legs[1].Prices.Bid == legs[0].Prices.Bid
        assert legs[1].PnL.Bid == several[1].LegPnLs[ids[0]].Bid == 2 * legs[0].PnL.Bid
        for task in (reading, others, third):
            task.cancel()
        entries = stage.simulator.journal.entries()
        told = valued(entries)[before]
        changed = [e for e in entries if e.at_us <= told.at_us and type(e).__name__ == "Filled"]
        assert changed[-1].at_us == told.at_us

    perform(act, market=SILENT)


def test_a_fill_between_two_ticks_is_one_item_more_and_no_second_stream(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control, plan = await entered(stage)
        data = await stage.data()
        _, reading = collect(data.stream_position_data(models.StreamPositionDataArgs(**whole())))
        await asyncio.sleep(3.0)
        await control.apply_paper_fills(stage.fills("more", plan))
        await asyncio.sleep(10.0)
        reading.cancel()

    # One tick in two seconds, so that the fill comes long before the next one.
    slow = replace(QUIET, providers=(replace(IB, every_ticks=4),))
    told = [one.at_us for one in valued(perform(act, market=slow))]
    gaps = [later - one for one, later in itertools.pairwise(told)]
    assert gaps[-4:] == [2_000_000] * 4
    assert gaps[-6] + gaps[-5] == 2_000_000
    assert min(gaps) >= WINDOW_US


def test_leg_groups_are_told_apart_and_sum_up_to_the_position(perform: Any) -> None:
    async def act(stage: Any) -> None:
        _, plan = await entered(stage, 104)
        data = await stage.data()
        told = await data.get_position_snapshot(models.GetPositionSnapshotArgs(**whole()))
        assert {*told.LegGroupPrices} == {*told.LegGroupGreeks} == {*told.LegGroupPnLs} == {1, 2}
        put, sold = (
            told.LegPrices[plan.SelectedLegs[f"{one} put"].Id] for one in ("long", "short")
        )
        assert told.LegGroupPrices[1].Bid == put.Bid - sold.Ask
        for blocks, all_of_it, figure in (
            (told.LegGroupPrices, told.PositionPrices, "Ask"),
            (told.LegGroupGreeks, told.PositionGreeks, "Gamma"),
            (told.LegGroupPnLs, told.PositionPnLs, "Mark"),
        ):
            assert sum(getattr(one, figure) for one in blocks.values()) == getattr(
                all_of_it, figure
            )

    perform(act)


def test_fills_in_a_row_are_told_at_most_once_a_window(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control, plan = await entered(stage)
        data = await stage.data()
        await asyncio.sleep(10.0 - stage.loop.time())
        _, reading = collect(data.stream_position_data(models.StreamPositionDataArgs(**whole())))
        for number in range(5):
            await control.apply_paper_fills(stage.fills(f"more{number}", plan))
        await asyncio.sleep(5.0)
        reading.cancel()

    told = [one.at_us for one in valued(perform(act, market=SILENT, paper_s=(0.01, 0.02)))]
    assert 2 <= len(told) <= 4
    assert min(later - one for one, later in itertools.pairwise(told)) >= WINDOW_US


def test_the_stream_of_a_closed_position_goes_on_and_tells_what_was_realised(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control, _ = await entered(stage)
        data = await stage.data()
        heard, reading = collect(
            data.stream_position_data(models.StreamPositionDataArgs(**whole()))
        )
        await asyncio.sleep(2.0)
        await left(stage, control)
        await asyncio.sleep(10.0)
        assert not reading.done()
        first, last = heard[0], heard[-1]
        assert first.PositionPnLs.Realized == 0
        # Two puts were bought at 1.10 and sold at 2.00.
        assert last.PositionPnLs.Realized == last.LegGroupPnLs[1].Realized == 180
        assert set(prices(last.PositionPnLs).values()) == {0}
        assert set(prices(last.PositionPrices).values()) == {None}
        assert last.PositionPrices.BidAgeMs is None
        assert last.PositionGreeks.Delta == 0
        ((leg, quote),) = last.LegPrices.items()
        assert quote.Bid > 0  # the contract lives on
        assert last.LegPnLs[leg].Realized == 180
        reading.cancel()
        await asyncio.sleep(1.0)

    entries = perform(act)
    assert [e.reason for e in entries if isinstance(e, lines.StreamEnded)] == ["cancelled"]


@pytest.mark.parametrize(("named", "told"), [(None, INTERACTIVE), (TT, TT)])
def test_who_is_followed_is_inferred_unless_he_is_named(
    perform: Any, named: models.DataProviderType | None, told: models.DataProviderType
) -> None:
    async def act(stage: Any) -> None:
        _, plan = await entered(stage)
        data = await stage.data()
        leg = plan.SelectedLegs["put"]
        one = await data.get_leg_snapshot(models.GetLegSnapshotArgs(LegId=leg.Id, Provider=named))
        several = await data.get_legs_snapshot(
            models.GetLegsSnapshotArgs(LegIds=[leg.Id, 99], Provider=named)
        )
        position = await data.get_position_snapshot(
            models.GetPositionSnapshotArgs(**whole(Provider=named))
        )
        contract = await data.get_contract_snapshot(
            models.GetContractSnapshotArgs(Contract=leg.LiveContract, Provider=told)
        )
        assert contract.Provider is told
        assert contract.Contract == leg.LiveContract
        quotes = [one.Prices, several.LegPrices[leg.Id], position.LegPrices[leg.Id]]
        assert [prices(each) for each in quotes] == [prices(contract.Prices)] * 3
        greeks = [one.Greeks, several.LegGreeks[leg.Id], position.LegGreeks[leg.Id]]
        assert greeks == [contract.Greeks] * 3
        assert {*several.LegPnLs} == {leg.Id}
        assert one.PnL.Bid == several.LegPnLs[leg.Id].Bid == position.PositionPnLs.Bid

    # Their quotes are never the same.
    market = replace(QUIET, providers=(IB, replace(TASTYTRADE, half_spread=9)))
    entries = valued(perform(act, market=market))
    assert {one.provider for one in entries} == {told.value}
    names = ["leg", "legs", "position", "a contract"]
    assert [one.of.rpartition(" ")[0].removesuffix(" on") for one in entries] == names


def test_a_combination_is_told_as_one(perform: Any) -> None:
    async def act(stage: Any) -> None:
        _, plan = await entered(stage, 102)
        data = await stage.data()
        legs = [plan.SelectedLegs[name].LiveContract for name in ("long", "short")]
        contracts = [
            models.ComboContract(Contract=leg, Qty=Decimal(qty))
            for leg, qty in zip(legs, (1, -2), strict=True)
        ]
        args = models.StreamComboContractsDataArgs(Contracts=contracts, Provider=TT)
        heard, reading = collect(data.stream_combo_contracts_data(args))
        singles = [
            collect(
                data.stream_contract_data(models.StreamContractDataArgs(Contract=leg, Provider=TT))
            )
            for leg in legs
        ]
        await asyncio.sleep(5.2)
        told = await data.get_combo_contracts_snapshot(
            models.GetComboContractsSnapshotArgs(Contracts=contracts, Provider=TT)
        )
        (long, _), (short, _) = singles
        assert told.Prices.Bid == long[-1].Prices.Bid - 2 * short[-1].Prices.Ask < 0
        assert told.Greeks.Vega == long[-1].Greeks.Vega - 2 * short[-1].Greeks.Vega
        assert prices(told.Prices) == prices(heard[-1].Prices)
        assert told.Contracts == contracts
        assert len(heard) == len(long) == len(short) > 10
        for task in (reading, *(task for _, task in singles)):
            task.cancel()

    told = valued(perform(act))
    assert {(one.of, one.provider) for one in told} == {
        ("2 contracts on SPX", "Tastytrade"),
        ("a contract on SPX", "Tastytrade"),
    }


def test_the_stream_of_several_legs_tells_all_of_them(perform: Any) -> None:
    async def act(stage: Any) -> None:
        _, plan = await entered(stage, 102)
        data = await stage.data()
        ids = [leg.Id for leg in plan.SelectedLegs.values()]
        args = models.StreamLegsDataArgs(LegIds=ids, Include=models.LiveDataInclude.Prices)
        heard, reading = collect(data.stream_legs_data(args))
        await asyncio.sleep(5.0)
        reading.cancel()
        assert len(heard) > 8
        assert all([*one.LegPrices] == ids for one in heard)
        assert {(one.LegGreeks, one.LegPnLs) == (None, None) for one in heard} == {True}

    assert {one.of for one in valued(perform(act))} == {"legs 1, 2"}


def test_one_s_own_order_is_in_the_quote_of_its_contract(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        plan = await stage.prepared(control, "U2001")
        data = await stage.data()
        contract = plan.SelectedLegs["put"].LiveContract
        args = models.GetContractSnapshotArgs(Contract=contract, Provider=TT)
        before = await data.get_contract_snapshot(args)
        order = stage.order("order", plan)
        terms = replace(
            order.LegGroupOrder,
            OrderType=models.OrderType.Limit,
            LimitPrice=before.Prices.Bid + Decimal("0.05"),
        )
        await control.send_order(replace(order, LegGroupOrder=terms))
        await asyncio.sleep(0.1)
        after = await data.get_contract_snapshot(args)
        assert after.Prices.Bid == before.Prices.Bid + Decimal("0.05")
        assert after.Prices.Ask == before.Prices.Ask

    still = tuple(replace(one, wander=0) for one in QUIET.providers)
    perform(act, market=MarketSetup(stride=0, providers=still), order_s=(0.01, 0.02))


def test_the_streams_of_a_provider_begin_with_boot_frames_where_it_is_set_up_so(
    perform: Any,
) -> None:
    async def act(stage: Any) -> None:
        await entered(stage)
        data = await stage.data()
        for provider, boots in ((INTERACTIVE, 2), (TT, 0)):
            position, one = collect(
                data.stream_position_data(models.StreamPositionDataArgs(**whole(Provider=provider)))
            )
            underlying, other = collect(
                data.stream_underlying_data(
                    models.StreamUnderlyingDataArgs(Symbol="SPX", Provider=provider)
                )
            )
            await asyncio.sleep(5.0)
            one.cancel()
            other.cancel()
            for bids in (
                [item.PositionPrices.Bid for item in position],
                [item.Prices.Bid for item in underlying],
            ):
                assert len(bids) > 8
                assert [bid == 0 for bid in bids] == [
                    *[True] * boots,
                    *[False] * (len(bids) - boots),
                ]
        asked = models.GetUnderlyingSnapshotArgs(Symbol="SPX", Provider=INTERACTIVE)
        assert (await data.get_underlying_snapshot(asked)).Prices.Bid > 0

    perform(act, market=replace(QUIET, providers=(replace(IB, boot_frames=2), TASTYTRADE)))


CONTRACT = models.LiveContract(
    ContractType=models.MesoContractType.Index,
    Underlying=models.LiveUnderlying(Symbol="SPX"),
    Root=None,
    OptionType=None,
    Expiration=None,
    Strike=None,
    Multiplier=None,
)


@pytest.mark.parametrize(
    ("method", "args", "status", "says"),
    [
        ("contract", {"Contract": CONTRACT}, "ValidationError", "A data provider is required."),
        (
            "combo_contracts",
            {"Contracts": [models.ComboContract(Contract=CONTRACT, Qty=Decimal(1))]},
            "ValidationError",
            "A data provider is required.",
        ),
        ("position", whole(7), "NotFound", "There is no position 7."),
        ("leg", {"LegId": 7}, "NotFound", "There is no leg 7."),
        ("legs", {"LegIds": [7, 8]}, "NotFound", "There is no leg 7, 8."),
    ],
)
def test_what_cannot_be_told_is_refused(
    perform: Any, method: str, args: dict[str, Any], status: str, says: str
) -> None:
    words = "".join(word.capitalize() for word in method.split("_"))

    async def act(stage: Any) -> None:
        data = await stage.data()
        snapshot = getattr(models, f"Get{words}SnapshotArgs")(**args)
        with pytest.raises(exceptions.MesoLiveApiException) as refused:
            await getattr(data, f"get_{method}_snapshot")(snapshot)
        assert refused.value.status is models.StatusCode(status)
        assert says in str(refused.value)
        asked = getattr(models, f"Stream{words}DataArgs")(**args)
        with pytest.raises(exceptions.MesoLiveSignalRError, match=says):
            await anext(getattr(data, f"stream_{method}_data")(asked))

    entries = perform(act)
    assert valued(entries) == []
    (ended,) = [e for e in entries if isinstance(e, lines.StreamEnded)]
    assert ended.reason.endswith(f"HubException: {says}")
