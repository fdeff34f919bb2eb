"""Faults on what a call begins: written down when the world shows them, and healed once."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import MesoLiveApiException
from hubproof.simulator import journal as lines
from hubproof.simulator.faults.fill_burst import FillBurst
from hubproof.simulator.faults.fill_late import FillLate
from hubproof.simulator.faults.hold_operation import HoldOperation
from hubproof.simulator.faults.refuse_operation import RefuseOperation
from hubproof.simulator.world.facts import Filled

START = "StartPreparePositionEntry"


def fired(entries: Sequence[Any]) -> list[tuple[str, str]]:
    return [(e.name, e.phase) for e in entries if isinstance(e, lines.FaultFired)]


def healed(entries: Sequence[Any]) -> list[int]:
    return [e.at_us for e in entries if isinstance(e, lines.FaultHealed)]


def order(plan: Any, key: str = "order", **terms: Any) -> models.SendOrderArgs:
    """An order for the plan's only leg group, at the market unless told otherwise."""
    return models.SendOrderArgs(
        IdempotencyKey=key,
        ReplacesOrder=None,
        BrokerAccountId="U2001",
        ExecPlanId=plan.ExecPlanId,
        QtyMultiplier=None,
        LegGroupId=1,
        LegGroupOrder=models.LegGroupOrder(
            **{"OrderType": models.OrderType.Market, "LegNames": ["put"]} | terms
        ),
    )


def test_a_preparation_hangs_for_as_long_as_its_fault_says(perform: Any) -> None:
    async def act(stage: Any) -> None:
        stage.simulator.begin_storm()
        await stage.prepared(await stage.control(), "ML1001")

    entries = perform(act, faults=[HoldOperation(method=START, ordinal=1, for_s=12.0)])
    assert fired(entries) == [("hold_operation", "held")]
    (fire,) = [e for e in entries if isinstance(e, lines.FaultFired)]
    assert healed(entries) == [fire.at_us + 12_000_000]


def test_the_end_of_the_storm_lets_go_of_what_hangs(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        stage.simulator.begin_storm()
        await control.start_prepare_position_entry(stage.entry("k"))
        await asyncio.sleep(2)
        stage.simulator.stop_faults()
        await stage.prepared(control, "U2001")
        assert len(healed(stage.simulator.journal.entries())) == 1

    entries = perform(act, faults=[HoldOperation(method=START, ordinal=1, for_s=25.0)])
    (fire,) = [e for e in entries if isinstance(e, lines.FaultFired)]
    assert healed(entries)[0] == pytest.approx(fire.at_us + 2_000_000, abs=50_000)


def test_a_call_that_begins_nothing_meets_no_fault(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        await control.start_prepare_position_entry(stage.entry("k"))
        stage.simulator.begin_storm()
        with pytest.raises(MesoLiveApiException):
            await control.start_prepare_position_entry(stage.entry("k"))
        with pytest.raises(MesoLiveApiException):
            await control.start_prepare_position_entry(stage.entry("k"))
        await asyncio.sleep(30)

    faults = [
        HoldOperation(method=START, ordinal=1, for_s=5.0),
        RefuseOperation(method=START, ordinal=2),
    ]
    entries = perform(act, faults=faults)
    assert fired(entries) == []
    assert healed(entries) == []


def test_a_job_that_fails_is_written_down_when_it_does(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        stage.simulator.begin_storm()
        await control.start_prepare_position_entry(stage.entry("k"))
        assert fired(stage.simulator.journal.entries()) == []
        await asyncio.sleep(10)

    entries = perform(act, faults=[RefuseOperation(method=START, ordinal=1)])
    assert fired(entries) == [("refuse_operation", "failed")]


def test_an_order_bursts_after_its_rest(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        plan = await stage.prepared(control, "U2001")
        stage.simulator.begin_storm()
        await control.send_order(order(plan))
        await asyncio.sleep(30)

    entries = perform(act, faults=[FillBurst(ordinal=1, quiet_s=9.0)])
    fills = [e for e in entries if isinstance(e, Filled)]
    (accepted,) = [e.at_us for e in entries if getattr(e, "state", "") == "Working"]
    assert [(e.at_us - accepted, int(e.qty)) for e in fills] == [(9_000_000, 1)] * 2
    assert fired(entries) == [("fill_burst", "burst")]


def test_a_cancel_comes_too_late_for_an_order_that_fills(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        plan = await stage.prepared(control, "U2001")
        stage.simulator.begin_storm()
        limit = plan.LegGroupPrices[1].Bid - 1
        sent = await control.send_order(
            order(plan, OrderType=models.OrderType.Limit, LimitPrice=limit)
        )
        with pytest.raises(MesoLiveApiException, match="was Filled before"):
            await control.cancel_order(
                models.CancelOrderArgs(IdempotencyKey="cancel", OrderId=sent.LiveOrderId)
            )

    entries = perform(act, faults=[FillLate(ordinal=1)])
    assert fired(entries) == [("fill_late", "late")]
