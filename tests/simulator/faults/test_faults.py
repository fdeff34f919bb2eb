"""The family of faults: what every member declares, and which positions it refuses."""

import math
from dataclasses import replace
from functools import partial
from typing import get_args

import msgspec
import pytest

from hubproof.simulator.faults import FAULTS, AnyFault
from hubproof.simulator.faults.agent_offline import AgentOffline
from hubproof.simulator.faults.announce_again import AnnounceAgain
from hubproof.simulator.faults.bad_quotes import BadQuotes
from hubproof.simulator.faults.clock_skew import ClockSkew
from hubproof.simulator.faults.close_with_error import CloseWithError
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.delay_completion import DelayCompletion
from hubproof.simulator.faults.delete_strategy import DeleteStrategy
from hubproof.simulator.faults.diverge_quotes import DivergeQuotes
from hubproof.simulator.faults.drop_stream_items import DropStreamItems
from hubproof.simulator.faults.duplicate_event import DuplicateEvent
from hubproof.simulator.faults.event_before_subscription import EventBeforeSubscription
from hubproof.simulator.faults.fault import Address, Fault, Legality, Place
from hubproof.simulator.faults.fill_burst import FillBurst
from hubproof.simulator.faults.fill_late import FillLate
from hubproof.simulator.faults.flap_signal import FlapSignal
from hubproof.simulator.faults.forget_events import ForgetEvents
from hubproof.simulator.faults.freeze_quotes import FreezeQuotes
from hubproof.simulator.faults.hold_operation import HoldOperation
from hubproof.simulator.faults.hub_restart import HubRestart
from hubproof.simulator.faults.keep_half_message import KeepHalfMessage
from hubproof.simulator.faults.kill import Kill
from hubproof.simulator.faults.lag_quotes import LagQuotes
from hubproof.simulator.faults.lose_completion import LoseCompletion
from hubproof.simulator.faults.lose_job_callback import JOB_CALLBACKS, LoseJobCallback
from hubproof.simulator.faults.network_reset import NetworkReset
from hubproof.simulator.faults.network_stall import NetworkStall
from hubproof.simulator.faults.overlap_replay_with_live import OverlapReplayWithLive
from hubproof.simulator.faults.position_outside import PositionOutside
from hubproof.simulator.faults.refuse_operation import RefuseOperation
from hubproof.simulator.faults.signal_storm import SignalStorm
from hubproof.simulator.faults.skip_event_seq_ids import SkipEventSeqIds
from hubproof.simulator.faults.stop_reading import StopReading
from hubproof.simulator.faults.strategy_error import StrategyError

ADDRESS = Address(hub="control", method="SendOrder", ordinal=2, phase="committed")
CALLBACK = Address(hub="event", method="OnEntrySignal", ordinal=1, phase="answered")


VIOLATIONS = (StopReading, KeepHalfMessage)
"""Faults that no conforming server shows."""

ON_CALLS = (LoseCompletion, DelayCompletion, RefuseOperation, HoldOperation, FillBurst, FillLate)
"""Faults that only a call of the Control hub can meet."""


def test_the_table_and_the_union_name_the_same_faults() -> None:
    assert list(FAULTS.values()) == list(get_args(AnyFault))
    assert [fault.name for fault in FAULTS.values()] == list(FAULTS)


def address_of(fault: type[AnyFault]) -> Address:
    """A position at which the fault can act, in the last of its phases."""
    if fault in ON_CALLS:
        return replace(ADDRESS, phase=fault.phases[-1])
    method = JOB_CALLBACKS[0] if fault is LoseJobCallback else CALLBACK.method
    return replace(CALLBACK, method=method, phase=fault.phases[-1])


@pytest.mark.parametrize("fault", FAULTS.values())
def test_every_fault_declares_what_it_is(fault: type[AnyFault]) -> None:
    drawn = fault.drawn(address_of(fault), 1.5)
    assert isinstance(drawn, Fault)
    assert (drawn.legality is Legality.VIOLATION) == (fault in VIOLATIONS)
    assert drawn.modes
    assert drawn.phases
    assert drawn.says
    assert drawn.cure


@pytest.mark.parametrize(
    "fault",
    [
        Cut.drawn(ADDRESS, 0.0),
        Cut(hub="event", method="OnEntrySignal", ordinal=1, phase="committed", connection=2),
        DuplicateEvent.drawn(CALLBACK, 1.5),
        Kill.drawn(ADDRESS, 0.75),
        HubRestart.drawn(ADDRESS, 4.5),
        NetworkReset.drawn(CALLBACK, 0.0),
        NetworkStall.drawn(ADDRESS, 60.0),
        AgentOffline.drawn(CALLBACK, 8.0),
        DropStreamItems.drawn(CALLBACK, 8.0),
        DropStreamItems(provider="Tastytrade", ordinal=1, for_s=2.5, symbol="SPX"),
        DivergeQuotes.drawn(CALLBACK, 8.0),
        DivergeQuotes(provider="Tastytrade", ordinal=1, for_s=2.5, points=-0.5),
        FreezeQuotes.drawn(CALLBACK, 8.0),
        LagQuotes.drawn(CALLBACK, 8.0),
        LagQuotes(provider="Tastytrade", ordinal=1, for_s=2.5, late_s=900.0),
        *(BadQuotes.drawn(replace(CALLBACK, phase=kind), 2.0) for kind in BadQuotes.phases),
        OverlapReplayWithLive(ordinal=2, phase="around_page"),
        EventBeforeSubscription.drawn(CALLBACK, 0.0),
        AnnounceAgain.drawn(CALLBACK, 1.5),
        SkipEventSeqIds.drawn(CALLBACK, 0.0),
        ForgetEvents.drawn(CALLBACK, 0.0),
        StrategyError.drawn(CALLBACK, 8.0),
        RefuseOperation.drawn(ADDRESS, 0.0),
        HoldOperation.drawn(ADDRESS, 8.0),
        FillBurst.drawn(ADDRESS, 2.0),
        FillLate.drawn(ADDRESS, 0.0),
        FlapSignal.drawn(CALLBACK, 1.5),
        SignalStorm.drawn(CALLBACK, 0.0),
        *(
            PositionOutside.drawn(replace(CALLBACK, phase=kind), 1.5)
            for kind in PositionOutside.phases
        ),
        DeleteStrategy.drawn(CALLBACK, 1.5),
        *(ClockSkew.drawn(replace(CALLBACK, phase=way), 8.0) for way in ClockSkew.phases),
        StopReading.drawn(ADDRESS, 0.0),
        KeepHalfMessage.drawn(CALLBACK, 0.0),
        CloseWithError.drawn(ADDRESS, 0.0),
    ],
)
def test_a_fault_survives_json_by_its_name(fault: AnyFault) -> None:
    data = msgspec.json.encode(fault)
    assert msgspec.json.decode(data)["fault"] == fault.name
    assert msgspec.json.decode(data, type=AnyFault) == fault


@pytest.mark.parametrize(
    ("fault", "place"),
    [
        (Cut, Place.LINK),
        (DuplicateEvent, Place.LINK),
        (Kill, Place.SUBJECT),
        (HubRestart, Place.ADMISSION),
        (NetworkReset, Place.NETWORK),
        (NetworkStall, Place.NETWORK),
        (AgentOffline, Place.WORLD),
        (DropStreamItems, Place.WORLD),
        (DivergeQuotes, Place.WORLD),
        (FreezeQuotes, Place.WORLD),
        (LagQuotes, Place.WORLD),
        (BadQuotes, Place.WORLD),
        (OverlapReplayWithLive, Place.LINK),
        (EventBeforeSubscription, Place.WORLD),
        (AnnounceAgain, Place.WORLD),
        (SkipEventSeqIds, Place.WORLD),
        (StrategyError, Place.WORLD),
        (RefuseOperation, Place.WORLD),
        (HoldOperation, Place.WORLD),
        (FillBurst, Place.WORLD),
        (FillLate, Place.WORLD),
        (ForgetEvents, Place.WORLD),
        (FlapSignal, Place.WORLD),
        (SignalStorm, Place.WORLD),
        (PositionOutside, Place.WORLD),
        (DeleteStrategy, Place.WORLD),
        (ClockSkew, Place.WORLD),
        (StopReading, Place.LINK),
        (KeepHalfMessage, Place.LINK),
        (CloseWithError, Place.LINK),
    ],
)
def test_a_fault_says_who_carries_it_out(fault: type[AnyFault], place: Place) -> None:
    assert fault.acts_on is place


def test_a_draw_alternates_what_an_address_leaves_open() -> None:
    odd = Address(hub="control", method="SendOrder", ordinal=1, phase="committed")
    assert [HubRestart.drawn(one, 1.0).goodbye for one in (odd, ADDRESS)] == [True, False]
    assert [NetworkStall.drawn(one, 1.0).everywhere for one in (odd, ADDRESS)] == [False, True]


@pytest.mark.parametrize(
    "fault", [DropStreamItems, DivergeQuotes, FreezeQuotes, LagQuotes, BadQuotes]
)
def test_faults_on_quotes_begin_with_a_signal_and_take_the_providers_in_turn(
    fault: type[AnyFault],
) -> None:
    drawn = [
        fault.drawn(replace(CALLBACK, ordinal=ordinal, phase=fault.phases[0]), 3.0)
        for ordinal in (1, 2, 3)
    ]
    assert [one.trigger.ordinal for one in drawn] == [1, 2, 3]
    for one in drawn:
        assert (one.trigger.hub, one.trigger.name) == ("world", "OnEntrySignal")
        assert one.trigger.phase == fault.phases[0]
    turns = [msgspec.to_builtins(one)["provider"] for one in drawn]
    assert turns == ["Tastytrade", "InteractiveBrokers", "Tastytrade"]


def test_a_drawn_time_is_so_many_bad_frames() -> None:
    boot = replace(CALLBACK, phase="boot")
    assert [BadQuotes.drawn(boot, after_s).count for after_s in (0.0, 0.5, 4.0)] == [1, 1, 8]


@pytest.mark.parametrize(
    ("hub", "method", "ordinal", "phase", "why"),
    [
        ("quotes", "SendOrder", 1, "received", "no hub 'quotes'"),
        ("control", "SendOrder", 0, "received", "count from 1, not 0"),
        ("control", "SendOrder", 1, "later", "received or committed or answered"),
        ("event", "OnEntrySignal", 1, "received", "committed or answered"),
        ("control", "OnEntrySignal", 1, "answered", "belong to the event hub"),
    ],
)
def test_a_position_that_no_run_reaches_is_refused(
    hub: str, method: str, ordinal: int, phase: str, why: str
) -> None:
    address = Address(hub=hub, method=method, ordinal=ordinal, phase=phase)
    on_connections = (StopReading, KeepHalfMessage, CloseWithError)
    for fault in (
        *(Cut, Kill, HubRestart, NetworkReset, NetworkStall, AgentOffline),
        *on_connections,
    ):
        with pytest.raises(ValueError, match=why):
            fault.drawn(address, 1.0)


def test_values_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="connections count from 1"):
        Cut(hub="control", method="SendOrder", ordinal=1, phase="received", connection=0)
    with pytest.raises(ValueError, match="restart_after_s is 0 to 30 seconds, not 31"):
        Kill.drawn(ADDRESS, 31.0)
    with pytest.raises(ValueError, match="delay_s is 0 to 60 seconds"):
        DuplicateEvent(callback="OnEntrySignal", ordinal=1, delay_s=-0.5)
    with pytest.raises(ValueError, match="down_for_s is 0 to 60 seconds, not 61"):
        HubRestart.drawn(ADDRESS, 61.0)
    with pytest.raises(ValueError, match="for_s is 0 to 120 seconds, not 121"):
        NetworkStall.drawn(ADDRESS, 121.0)
    with pytest.raises(ValueError, match="for_s is 0 to 60 seconds, not -1"):
        AgentOffline.drawn(CALLBACK, -1.0)
    with pytest.raises(ValueError, match="a stall has no phase 'received'"):
        NetworkStall(hub="control", method="SendOrder", ordinal=1, phase="received", for_s=1.0)
    with pytest.raises(ValueError, match="does not go offline at 'committed'"):
        AgentOffline.drawn(ADDRESS, 1.0)
    with pytest.raises(ValueError, match="for_s is 0 to 60 seconds, not 61"):
        StrategyError.drawn(CALLBACK, 61.0)
    with pytest.raises(ValueError, match="ordinals count from 1, not 0"):
        StrategyError(ordinal=0, for_s=1.0)
    for fault in (DropStreamItems, DivergeQuotes, FreezeQuotes, LagQuotes):
        with pytest.raises(ValueError, match="for_s is 0 to 60 seconds, not 61"):
            fault.drawn(CALLBACK, 61.0)
        with pytest.raises(ValueError, match="no provider 'Reuters'; use InteractiveBrokers or"):
            fault(provider="Reuters", ordinal=1, for_s=1.0)
        with pytest.raises(ValueError, match="ordinals count from 1, not 0"):
            fault(provider="Tastytrade", ordinal=0, for_s=1.0)
    for points in (0.0, math.inf, math.nan):
        with pytest.raises(ValueError, match="points is how far off"):
            DivergeQuotes(provider="Tastytrade", ordinal=1, for_s=1.0, points=points)
    for late_s in (0.0, 901.0, math.nan):
        with pytest.raises(ValueError, match="late_s is above 0 to 900 seconds, not"):
            LagQuotes(provider="Tastytrade", ordinal=1, for_s=1.0, late_s=late_s)
    with pytest.raises(ValueError, match="no 'odd' quotes; use boot, null, crossed, nan"):
        BadQuotes(provider="Tastytrade", ordinal=1, kind="odd", count=1)
    with pytest.raises(ValueError, match="count is 1 to 100 frames, not 0"):
        BadQuotes(provider="Tastytrade", ordinal=1, kind="boot", count=0)
    with pytest.raises(ValueError, match="is not a callback"):
        DuplicateEvent(callback="SendOrder", ordinal=1, delay_s=0.5)
    with pytest.raises(ValueError, match="count from 1"):
        DuplicateEvent(callback="OnEntrySignal", ordinal=0, delay_s=0.5)


def test_faults_on_events_strike_where_they_say() -> None:
    overlap = OverlapReplayWithLive(ordinal=2, phase="after_page").trigger
    assert (overlap.name, overlap.ordinal, overlap.phase) == ("GetEventsSince", 2, "after_page")
    before = EventBeforeSubscription(ordinal=3).trigger
    assert (before.name, before.ordinal, before.phase) == (
        "SubscribeToStrategies",
        3,
        "unsubscribed",
    )
    again = AnnounceAgain(method="OnEntrySignal", ordinal=1, delay_s=0.5).trigger
    assert (again.name, again.ordinal, again.phase) == ("OnEntrySignal", 1, "announced")
    hole = SkipEventSeqIds(method="OnOrderUpdate", ordinal=4, by=2).trigger
    assert (hole.name, hole.ordinal, hole.phase) == ("OnOrderUpdate", 4, "skipped")
    assert {one.hub for one in (overlap, before, again, hole)} == {"event"}
    prepare = "StartPreparePositionEntry"
    assert AnnounceAgain(method=prepare, ordinal=1, delay_s=0.5).trigger.hub == "control"
    assert SkipEventSeqIds(method=prepare, ordinal=1, by=2).trigger.hub == "control"


def test_holes_are_drawn_in_several_sizes_and_one_exceeds_a_page_of_history() -> None:
    sizes = [SkipEventSeqIds.drawn(replace(CALLBACK, ordinal=one), 0.0).by for one in range(1, 4)]
    assert min(sizes) == 1
    assert len(set(sizes)) == 3
    assert max(sizes) > 1000


def test_what_is_kept_is_drawn_in_several_sizes_and_strikes_with_a_signal_of_the_world() -> None:
    drawn = [ForgetEvents.drawn(replace(CALLBACK, ordinal=one), 0.0) for one in range(1, 4)]
    assert sorted(one.keep for one in drawn) == [1, 2, 4]
    trigger = drawn[1].trigger
    assert (trigger.hub, trigger.name, trigger.ordinal) == ("world", "OnEntrySignal", 2)
    assert trigger.phase == "forgotten"
    for keep in (0, 1001):
        with pytest.raises(ValueError, match=f"keep is 1 to 1000 events, not {keep}"):
            ForgetEvents(ordinal=1, keep=keep)
    with pytest.raises(ValueError, match="ordinals count from 1, not 0"):
        ForgetEvents(ordinal=0, keep=1)


def test_faults_on_events_refuse_what_no_run_can_do() -> None:
    for fault in (EventBeforeSubscription, AnnounceAgain, SkipEventSeqIds):
        with pytest.raises(ValueError, match="ordinals count from 1, not 0"):
            fault.drawn(replace(CALLBACK, ordinal=0), 1.0)
    with pytest.raises(ValueError, match="ordinals count from 1, not 0"):
        OverlapReplayWithLive(ordinal=0, phase="after_page")
    with pytest.raises(ValueError, match="nothing overlaps at 'answered'; use before_page or"):
        OverlapReplayWithLive(ordinal=1, phase="answered")
    with pytest.raises(ValueError, match="delay_s is 0 to 60 seconds, not 61"):
        AnnounceAgain(method="OnEntrySignal", ordinal=1, delay_s=61.0)
    with pytest.raises(ValueError, match="SellAll is neither a callback nor a hub method"):
        SkipEventSeqIds(method="SellAll", ordinal=1, by=1)
    with pytest.raises(ValueError, match="SendOrder names no signal; use OnEntrySignal or"):
        AnnounceAgain(method="SendOrder", ordinal=1, delay_s=1.0)
    with pytest.raises(ValueError, match="by is 1 to 1000000 numbers, not 0"):
        SkipEventSeqIds(method="OnOrderUpdate", ordinal=1, by=0)


def test_what_no_operation_can_meet_is_refused() -> None:
    with pytest.raises(ValueError, match="CancelOrder cannot be refused; use StartPrepare"):
        RefuseOperation(method="CancelOrder", ordinal=1)
    with pytest.raises(ValueError, match="ordinals count from 1, not 0"):
        RefuseOperation(method="SendOrder", ordinal=0)
    with pytest.raises(ValueError, match="GetOrder cannot hang; use StartPrepare"):
        HoldOperation(method="GetOrder", ordinal=1, for_s=1.0)
    for for_s in (0.0, 25.1, math.nan):
        with pytest.raises(ValueError, match="for_s is above 0 and up to 25 s"):
            HoldOperation(method="SendOrder", ordinal=1, for_s=for_s)
    for quiet_s in (-0.1, 31.0):
        with pytest.raises(ValueError, match="quiet_s is 0 to 30 seconds"):
            FillBurst(ordinal=1, quiet_s=quiet_s)
    for late in (
        FillLate,
        partial(FillBurst, quiet_s=1.0),
        partial(HoldOperation, method="SendOrder", for_s=1.0),
    ):
        with pytest.raises(ValueError, match="ordinals count from 1, not 0"):
            late(ordinal=0)


@pytest.mark.parametrize("fault", [FlapSignal, SignalStorm])
def test_faults_on_signals_count_them_in_the_world_or_by_their_preparations(
    fault: type[FlapSignal | SignalStorm],
) -> None:
    phase = fault.phases[0]
    triggers = [
        fault.drawn(replace(CALLBACK, method=method, ordinal=2, phase=phase), 1.5).trigger
        for method in ("OnEntrySignal", "StartPreparePositionEntry")
    ]
    assert [(one.hub, one.name) for one in triggers] == [
        ("world", "OnEntrySignal"),
        ("control", "StartPreparePositionEntry"),
    ]
    assert {(one.ordinal, one.phase) for one in triggers} == {(2, phase)}


def test_faults_on_signals_are_drawn_in_several_sizes() -> None:
    addresses = [replace(CALLBACK, ordinal=one) for one in range(1, 4)]
    assert sorted(FlapSignal.drawn(one, 1.5).times for one in addresses) == [1, 2, 3]
    assert sorted(SignalStorm.drawn(one, 1.5).count for one in addresses) == [2, 3, 4]


def test_faults_on_signals_refuse_what_no_run_can_do() -> None:
    for fault in (FlapSignal, SignalStorm):
        with pytest.raises(ValueError, match="ordinals count from 1, not 0"):
            fault.drawn(replace(CALLBACK, ordinal=0), 1.0)
        with pytest.raises(ValueError, match="SendOrder names no signal; use OnEntrySignal or"):
            fault.drawn(ADDRESS, 1.0)
    with pytest.raises(ValueError, match="flaps 1 to 10 times, not 11"):
        FlapSignal(method="OnEntrySignal", ordinal=1, times=11, gap_s=1.0)
    with pytest.raises(ValueError, match="gap_s is above 0 and at most 10 s, not 0"):
        FlapSignal(method="OnEntrySignal", ordinal=1, times=1, gap_s=0.0)
    with pytest.raises(ValueError, match="count is 1 to 100 signals, not 0"):
        SignalStorm(method="OnEntrySignal", ordinal=1, count=0)


def test_faults_by_hand_follow_events_of_the_world_heard_or_not() -> None:
    for kind in PositionOutside.phases:
        for method in ("OnEntrySignal", "OnPositionUpdate"):
            trigger = PositionOutside.drawn(
                replace(CALLBACK, method=method, ordinal=3, phase=kind), 1.5
            ).trigger
            assert (trigger.hub, trigger.name, trigger.ordinal) == ("world", method, 3)
            assert trigger.phase == kind
    deleted = DeleteStrategy(ordinal=2, delay_s=1.5).trigger
    assert (deleted.hub, deleted.name, deleted.ordinal) == ("world", "OnEntrySignal", 2)
    assert deleted.phase == "deleted"


def test_faults_by_hand_refuse_what_no_run_can_do() -> None:
    opened = replace(CALLBACK, phase="opened")
    for fault in (PositionOutside, DeleteStrategy):
        with pytest.raises(ValueError, match="ordinals count from 1, not 0"):
            fault.drawn(replace(opened, ordinal=0), 1.0)
        with pytest.raises(ValueError, match="delay_s is 0 to 60 seconds, not 61"):
            fault.drawn(opened, 61.0)
    with pytest.raises(ValueError, match="nothing is 'sold' by hand; use opened, order_opened, cl"):
        PositionOutside.drawn(replace(opened, phase="sold"), 1.0)
    with pytest.raises(ValueError, match="OnError tells of no place; use OnEntrySignal or OnPos"):
        PositionOutside.drawn(replace(opened, method="OnError"), 1.0)


def test_a_clock_is_drawn_ahead_and_behind_and_never_by_the_age_of_a_stale_quote() -> None:
    drawn = [
        ClockSkew.drawn(replace(CALLBACK, ordinal=ordinal, phase=way), 8.0)
        for ordinal in (2, 3)
        for way in ("ahead", "behind")
    ]
    assert [one.by_s for one in drawn] == [2.5, -2.5, 1.0, -1.0]
    for one, way in zip(drawn, ("ahead", "behind") * 2, strict=True):
        assert (one.trigger.hub, one.trigger.name, one.trigger.phase) == (
            "world",
            "OnEntrySignal",
            way,
        )
    with pytest.raises(ValueError, match=r"by_s is up to 2\.5 s either way, not -3"):
        ClockSkew(ordinal=1, by_s=-3.0, for_s=8.0)
    with pytest.raises(ValueError, match=r"by_s is up to 2\.5 s either way, not 0"):
        ClockSkew(ordinal=1, by_s=0.0, for_s=8.0)
    with pytest.raises(ValueError, match="for_s is 0 to 60 seconds, not 61"):
        ClockSkew(ordinal=1, by_s=1.0, for_s=61.0)
    with pytest.raises(ValueError, match="ordinals count from 1, not 0"):
        ClockSkew(ordinal=0, by_s=1.0, for_s=8.0)
