"""A live run may end early only when everything was entered and nothing more can come."""

from collections.abc import Callable
from decimal import Decimal
from typing import Literal

import msgspec
import pytest

from hubproof.harness.plan import Plan
from hubproof.harness.rest import SILENCE_US, Rest
from hubproof.harness.workloads import SignalTimes
from hubproof.harness.workloads.workload import Announcement
from hubproof.simulator import journal as lines
from hubproof.simulator.world import facts

US = 1_000_000
CALL_TIMEOUT_S = 10.0


@pytest.fixture
def rest() -> Rest:
    states: tuple[Literal["On", "Off"], ...] = ("On", "Off", "On")
    signals = tuple(
        Announcement(at_us=at_us, strategy_id=101, broker_account_id="U2001", state=state)
        for at_us, state in enumerate(states)
    )
    plan = Plan(scenario="short", seed=1, workload=SignalTimes(signals=signals))
    rest = Rest(plan, call_timeout_s=CALL_TIMEOUT_S)
    rest.is_reached([made(number) for number in (1, 2, 3)], 0)
    # What a test adds is read from its own beginning.
    rest._read = 0
    return rest


def made(plan: int, strategy: int = 101) -> facts.PlanMade:
    return facts.PlanMade(
        at_us=0,
        exec_plan_id=plan,
        job_id=f"job-{plan}",
        strategy_id=strategy,
        broker_account_id="U2001",
        leg_group_ids=(1,),
        notional=Decimal(4310),
        currency="USD",
    )


def failed(job: str) -> facts.JobChanged:
    return facts.JobChanged(
        at_us=US,
        job_id=job,
        key="k",
        strategy_id=101,
        broker_account_id="U2001",
        status="Failed",
    )


Filled = Callable[..., facts.OrderChanged]


@pytest.fixture
def order() -> Filled:
    def made(plan: int, *, filled: int = 2) -> facts.OrderChanged:
        return facts.OrderChanged(
            at_us=US,
            order_id=plan,
            exec_plan_id=plan,
            leg_group_id=1,
            broker_account_id="U2001",
            key=f"send_order_{plan}",
            state="Filled" if filled == 2 else "Working",
            qty=Decimal(2),
            filled_qty=Decimal(filled),
            notional=Decimal(4310),
        )

    return made


def test_with_every_signal_filled_it_ends_after_a_silence(rest: Rest, order: Filled) -> None:
    entries = [order(1), order(2)]

    assert not rest.is_reached(entries, US + SILENCE_US - 1)
    assert rest.is_reached(entries, US + SILENCE_US)


@pytest.mark.parametrize("second", [None, 0, 1])
def test_whoever_is_late_is_waited_for(rest: Rest, order: Filled, second: int | None) -> None:
    entries = [order(1)] if second is None else [order(1), order(2, filled=second)]

    assert not rest.is_reached(entries, 1_000 * US)


def test_traffic_breaks_the_silence(rest: Rest, order: Filled) -> None:
    entries: list[lines.Entry] = [order(1), order(2)]
    assert rest.is_reached(entries, US + SILENCE_US)

    entries.append(lines.Connected(at_us=5 * US, hub="event", connection=2))

    assert not rest.is_reached(entries, 5 * US + SILENCE_US - 1)
    assert rest.is_reached(entries, 5 * US + SILENCE_US)


def test_a_call_without_an_answer_is_waited_for_until_its_caller_gives_up(
    rest: Rest, order: Filled
) -> None:
    call = lines.Received(
        at_us=2 * US, hub="control", connection=1, call=1, method="GetOrder", args={}
    )
    gives_up = 2 * US + round(CALL_TIMEOUT_S * US)

    assert not rest.is_reached([order(1), order(2), call], gives_up)
    assert rest.is_reached([order(1), order(2), call], gives_up + SILENCE_US)


def test_a_stream_has_no_answer_to_wait_for(rest: Rest, order: Filled) -> None:
    stream = lines.Received(
        at_us=2 * US, hub="data", connection=1, call=1, method="StreamUnderlyingData", args={}
    )

    assert rest.is_reached([order(1), order(2), stream], 2 * US + SILENCE_US)


def test_an_answered_call_is_not_waited_for(rest: Rest, order: Filled) -> None:
    call = lines.Received(
        at_us=2 * US, hub="control", connection=1, call=1, method="GetOrder", args={}
    )
    answer = lines.Answered(at_us=2 * US, call=1, status="Success")

    assert rest.is_reached([order(1), order(2), call, answer], 2 * US + SILENCE_US)


@pytest.mark.parametrize(
    ("states", "is_reached"),
    [
        (["Working", "Cancelled"], True),
        (["Working", "Filled"], True),
        (["Working"], False),
        (["Working", "Cancelled", "Working"], False),  # it was replaced
        (["Working", "Cancelled", "Working", "Filled"], True),
    ],
)
def test_an_order_that_is_cancelled_and_not_replaced_is_not_waited_for(
    rest: Rest, order: Filled, states: list[str], *, is_reached: bool
) -> None:
    changes = [
        msgspec.structs.replace(order(2, filled=2 if state == "Filled" else 0), state=state)
        for state in states
    ]

    assert rest.is_reached([order(1), *changes], US + SILENCE_US) is is_reached


def test_what_came_to_nothing_at_the_broker_is_over_too(rest: Rest, order: Filled) -> None:
    rejected = msgspec.structs.replace(order(1, filled=0), state="Rejected")
    entries: list[lines.Entry] = [rejected, failed("job-9")]

    assert rest.is_reached(entries, US + SILENCE_US)


def test_more_for_one_strategy_is_nothing_for_another(order: Filled) -> None:
    signals = tuple(
        Announcement(at_us=at_us, strategy_id=strategy, broker_account_id="U2001", state="On")
        for at_us, strategy in enumerate((101, 102))
    )
    plan = Plan(scenario="short", seed=1, workload=SignalTimes(signals=signals))
    rest = Rest(plan, call_timeout_s=CALL_TIMEOUT_S)
    entries: list[lines.Entry] = [made(1), made(2), made(3, 102), order(1), order(2)]
    assert not rest.is_reached(entries, 1_000 * US)

    entries.append(order(3))

    assert rest.is_reached(entries, 1_000 * US)


def test_of_a_strategy_that_was_deleted_nothing_is_expected_any_more(rest: Rest) -> None:
    other = facts.StrategyDeleted(at_us=US, strategy_id=102)
    assert not rest.is_reached([other], 1_000 * US)

    gone = facts.StrategyDeleted(at_us=US, strategy_id=101)

    assert rest.is_reached([other, gone], 1_000 * US)


def went(state: str, number: int) -> facts.SignalChanged:
    return facts.SignalChanged(
        at_us=US,
        strategy_id=101,
        broker_account_id="U2001",
        state=state,
        event_id=f"event-{number}",
        event_seq_id=number,
    )


@pytest.mark.parametrize(
    ("states", "is_reached"),
    [
        (["On", "Off", "On"], True),
        (["On", "On", "Off", "On", "On"], True),  # it was announced again
        (["On", "Off", "On", "Off", "On"], False),  # it flapped
    ],
)
def test_who_follows_a_signal_that_flaps_is_waited_for_in_full(
    rest: Rest, order: Filled, states: list[str], *, is_reached: bool
) -> None:
    told = [went(state, number) for number, state in enumerate(states)]

    assert rest.is_reached([*told, order(1), order(2)], 1_000 * US) is is_reached
