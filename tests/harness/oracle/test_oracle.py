"""The oracle: intents and their work, what was told, second keys, money and time."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec
import pytest

from hubproof.harness.history import History
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.money import money
from hubproof.harness.oracle.steps import Why
from hubproof.harness.scenario import Limits
from hubproof.simulator import journal as lines
from hubproof.simulator.world.facts import PlanMade

if TYPE_CHECKING:
    from tests.harness.conftest import Story


def keys(oracle: Oracle) -> list[list[str]]:
    """The keys of the preparations of every intent."""
    return [[one.key for one in intent.prepares] for intent in oracle.intents]


def whys(history: History) -> list[Why]:
    return [second.why for second in Oracle.of(history).second_keys]


def test_an_intent_is_one_on_period(story: "Story") -> None:
    story.signal(2.0)
    story.signal(3.0)  # announced again while it is still On
    story.signal(20.0, "Off")
    story.signal(30.0)
    story.signal(31.0, where=(101, "ML1001"))
    intents = Oracle.of(story.end()).intents
    assert [one.pair for one in intents] == [(101, "U2001"), (101, "U2001"), (101, "ML1001")]
    assert intents[0].event_seq_ids == [1, 2]
    assert intents[0].off_us == 20_000_000
    assert intents[1].off_us is None


def test_an_off_without_an_on_is_no_intent(story: "Story") -> None:
    story.signal(2.0, "Off")
    assert Oracle.of(story.end()).intents == []


def test_work_belongs_to_the_signal_that_is_on(story: "Story") -> None:
    story.signal(2.0)
    story.signal(25.0, "Off")
    story.signal(30.0)
    story.ask(30.2, "prep-2")
    assert keys(Oracle.of(story.end())) == [[], ["prep-2"]]


def test_late_work_is_not_for_a_signal_that_was_known_to_be_off(story: "Story") -> None:
    story.signal(2.0)
    story.signal(25.0, "Off")
    story.signal(30.0)
    story.ask(30.2, "prep-2")
    story.ask(30.4, "prep-3")
    assert keys(Oracle.of(story.end())) == [[], ["prep-2", "prep-3"]]


def test_work_that_was_sent_before_its_off_was_known_is_for_that_signal(story: "Story") -> None:
    story.signal(2.0)
    story.signal(25.0, "Off")
    story.signal(25.2)
    story.ask(25.5, "prep-2")
    story.ask(25.9, "prep-1")
    assert keys(Oracle.of(story.end())) == [["prep-1"], ["prep-2"]]


def test_work_that_waited_while_its_signal_came_back_makes_room_for_the_newer(
    story: "Story",
) -> None:
    story.signal(2.0)
    story.call(24.0, "GetOrder", {}, status=None)
    slow = story.calls
    story.signal(25.0, "Off")
    story.signal(30.0)
    story.add(lines.Answered(at_us=30_200_000, call=slow, status="Success"))
    story.ask(30.2, "prep-1")  # on its way since 24 s, for all that can be known
    story.ask(30.9, "prep-2")
    assert keys(Oracle.of(story.end())) == [["prep-1"], ["prep-2"]]


def test_late_work_belongs_to_the_earliest_signal_left_alone(story: "Story") -> None:
    story.signal(2.0)
    story.signal(25.0, "Off", heard=False)
    story.signal(30.0)
    story.ask(30.2, "prep-2")
    story.ask(30.4, "prep-1")
    story.ask(30.6, "prep-3")
    assert keys(Oracle.of(story.end())) == [["prep-1"], ["prep-2", "prep-3"]]


def test_work_before_any_signal_belongs_to_none(story: "Story") -> None:
    story.ask(1.5, "prep-1")
    story.signal(2.0)
    oracle = Oracle.of(story.end())
    assert keys(oracle) == [[]]
    assert oracle.intent_of(oracle.prepares[0]) is None
    assert oracle.where(oracle.prepares[0]) == "strategy 101 on account U2001"


def test_an_execution_belongs_to_the_intent_of_its_plan(story: "Story") -> None:
    story.enter(2.0, "1")
    story.enter(4.0, "2", (102, "ML1001"))
    oracle = Oracle.of(story.end())
    assert [[one.key for one in intent.executions] for intent in oracle.intents] == [
        ["send_order_1"],
        ["send_order_2"],
    ]
    assert [intent.acted_us() for intent in oracle.intents] == [3_000_000, 5_000_000]


def test_a_plan_counts_as_executed_when_its_last_group_is(story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.entries = [
        msgspec.structs.replace(one, leg_group_ids=(1, 2)) if isinstance(one, PlanMade) else one
        for one in story.entries
    ]
    story.order(3.0, "order-1", plan)
    assert Oracle.of(story.end()).intents[0].acted_us() is None


def leave_alone(_story: "Story") -> None:
    pass


def cut_later(story: "Story") -> None:
    story.cut(5.0)


def cut_at_once(story: "Story") -> None:
    story.cut(2.22)


def cut_after_the_flush(story: "Story") -> None:
    story.fire(2.21, "answered")
    story.cut(2.22)


def kill_after_the_flush(story: "Story") -> None:
    story.fire(2.21, "answered", "kill")
    story.kill(2.22)


def kill_whoever_polls(story: "Story") -> None:
    """The hub misses a client that polls only when no poll has come for 15 s."""
    before = len(story.entries)
    story.kill(2.22)
    story.entries[before:] = [
        one for one in story.entries[before:] if not isinstance(one, lines.Disconnected)
    ]


def away_while_it_is_read(story: "Story") -> None:
    story.add(lines.Away(at_us=2_250_000, hub="control", connection=1))


def back_before_it_is_read(story: "Story") -> None:
    story.add(lines.Away(at_us=2_205_000, hub="control", connection=1))
    story.add(lines.Back(at_us=2_240_000, hub="control", connection=1))


def stall_before_the_answer(story: "Story") -> None:
    story.add(lines.Stalled(at_us=2_205_000, hub="control", connection=1))


def stall_while_it_is_read(story: "Story") -> None:
    story.add(lines.Stalled(at_us=2_250_000, hub="control", connection=1))


def stall_later(story: "Story") -> None:
    story.add(lines.Stalled(at_us=2_300_000, hub="control", connection=1))


@pytest.mark.parametrize(
    ("disturb", "told_us"),
    [
        (stall_before_the_answer, None),
        (stall_while_it_is_read, None),
        (stall_later, 2_210_000),
        (leave_alone, 2_210_000),
        (cut_later, 2_210_000),
        (cut_at_once, None),
        (cut_after_the_flush, 2_210_000),
        (kill_after_the_flush, None),
        (kill_whoever_polls, None),
        (away_while_it_is_read, None),
        (back_before_it_is_read, 2_210_000),
    ],
)
def test_an_answer_was_told_if_it_was_surely_read(
    disturb: Callable[["Story"], None], told_us: int | None, story: "Story"
) -> None:
    story.ask(2.2, "prep-1")
    disturb(story)
    [call] = Oracle.of(story.end()).prepares[0].calls
    assert call.told_us == told_us
    assert call.status == "Success"


def test_an_answer_that_was_never_written_was_not_told(story: "Story") -> None:
    story.ask(2.2, "prep-1", status=None)
    [call] = Oracle.of(story.end()).prepares[0].calls
    assert call.told_us is None
    assert call.status is None


def test_a_call_belongs_to_the_life_that_opened_its_connection(story: "Story") -> None:
    story.kill(5.0, back=6.0)
    story.ask(7.0, "prep-1")
    oracle = Oracle.of(story.end())
    assert oracle.prepares[0].first.life.number == 2
    assert oracle.traffic.lives[0].is_killed
    assert oracle.traffic.lives[0].ended_us == 5_000_000


def test_speaking_of_a_job_or_a_plan_or_an_order_is_speaking_of_its_key(
    story: "Story",
) -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "prep-1")
    story.call(2.5, "GetPreparePositionEntryStatus", {"JobId": "job-1"})
    order = story.order(3.0, "order-1", plan)
    story.call(4.0, "GetOrder", {"OrderId": order})
    story.read_record(5.0, "order-1")
    prepare, execution = Oracle.of(story.end()).submissions
    assert [call.method for call in prepare.references] == [
        "StartPreparePositionEntry",
        "GetPreparePositionEntryStatus",
        "SendOrder",
    ]
    assert [call.method for call in execution.references] == [
        "SendOrder",
        "GetOrder",
        "GetIdempotencyRecord",
    ]


def test_a_second_key_after_a_drop_is_a_retry(story: "Story") -> None:
    story.signal(2.0)
    story.ask(2.2, "prep-1", status=None)
    story.cut(2.3, back=2.5)
    story.ask(3.0, "prep-2")
    assert whys(story.end()) == [Why.RETRY]


def test_a_second_key_after_a_kill_is_a_kill(story: "Story") -> None:
    story.signal(2.0)
    story.ask(2.2, "prep-1", status=None)
    story.kill(2.3, back=2.5)
    story.ask(3.5, "prep-2")
    assert whys(story.end()) == [Why.KILL]


def test_a_second_key_after_a_refusal_is_a_refusal(story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", status="Conflict")
    story.ask(3.5, "prep-2")
    assert whys(story.end()) == [Why.REFUSAL]


def test_a_second_key_after_going_on_from_a_refusal_is_a_repetition(story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", status="Conflict")
    story.read_record(2.5, "prep-1")
    story.ask(3.5, "prep-2", status="Success")
    assert whys(story.end()) == [Why.REPEAT]


def test_a_second_key_after_an_answer_is_a_repetition(story: "Story") -> None:
    story.enter(2.0, "1")
    story.ask(5.0, "prep-2")
    assert whys(story.end()) == [Why.REPEAT]


def test_a_third_key_is_compared_with_the_last_one_that_is_open(story: "Story") -> None:
    story.signal(2.0)
    story.prepare(2.2, "prep-1", ends="Failed")
    story.prepare(3.0, "prep-2")
    story.prepare(5.0, "prep-3")
    [second] = Oracle.of(story.end()).second_keys
    assert (second.earlier.key, second.later.key) == ("prep-2", "prep-3")


def test_a_bound_starts_anew_with_every_disturbance_inside_it(story: "Story") -> None:
    story.fire(10.0, "received")
    story.kill(25.0, back=26.0)
    story.fire(60.0, "received")
    oracle = Oracle.of(story.end())
    assert oracle.due_us(0, 5_000_000) == 5_000_000
    assert oracle.due_us(6_000_000, 5_000_000) == 15_000_000
    assert oracle.due_us(6_000_000, 20_000_000) == 46_400_000
    assert oracle.due_us(61_000_000, 5_000_000) == 66_000_000


@pytest.mark.parametrize(
    ("name", "healed", "due_us"),
    [
        ("hub_restart", 18.0, 23_000_000),
        ("agent_offline", 18.0, 23_000_000),
        ("network_stall", 18.0, 23_000_000),
        ("network_stall", 80.0, 45_000_000),  # known by the server time-out, though it lasts
        ("hub_restart", None, 95_000_000),  # to the end
        ("network_reset", None, 15_000_000),  # it does not last
    ],
)
def test_a_bound_begins_anew_when_what_lasts_is_healed_or_can_be_known(
    story: "Story", name: str, healed: float | None, due_us: int
) -> None:
    story.fire(10.0, "answered", name, fault=3)
    if healed is not None:
        story.add(lines.FaultHealed(at_us=round(healed * 1e6), fault=3, name=name))
    assert Oracle.of(story.end()).due_us(9_000_000, 5_000_000) == due_us


def test_the_server_time_out_is_the_scenarios(story: "Story") -> None:
    story.fire(10.0, "answered", "network_stall")
    oracle = Oracle.of(story.end(), Limits(server_timeout_s=16.0))
    assert oracle.due_us(9_000_000, 5_000_000) == 31_000_000


@pytest.mark.parametrize(
    "name",
    [
        *("drop_stream_items", "diverge_quotes", "freeze_quotes", "bad_quotes"),
        *("flap_signal", "clock_skew"),
    ],
)
def test_a_fault_that_lasts_gives_time_until_it_is_healed(story: "Story", name: str) -> None:
    story.fire(10.0, "quotes", name)
    story.add(lines.FaultHealed(at_us=18_000_000, fault=0, name=name))
    assert Oracle.of(story.end()).due_us(6_000_000, 5_000_000) == 23_000_000


def test_a_connection_that_the_client_closed_is_no_disturbance(story: "Story") -> None:
    story.add(lines.Disconnected(at_us=9_000_000, hub="control", connection=1, reason="client"))
    assert Oracle.of(story.end()).due_us(5_000_000, 5_000_000) == 10_000_000


def test_a_connection_that_was_away_gives_time_from_its_return_on(story: "Story") -> None:
    story.add(lines.Away(at_us=9_000_000, hub="control", connection=1))
    story.add(lines.Back(at_us=12_000_000, hub="control", connection=1))
    assert Oracle.of(story.end()).due_us(5_000_000, 5_000_000) == 17_000_000


def test_the_limits_are_those_of_the_scenario(story: "Story") -> None:
    assert Oracle.of(story.end(), Limits(act_within_s=3.0)).act_within_us == 3_000_000


def test_what_was_done_by_hand_is_nobodys_under_a_key_without_a_name(story: "Story") -> None:
    story.signal(2.0)
    plan = story.prepare(2.2, "")
    story.trade(3.0, None, plan + 1, 901, state="Working", filled=0, qty=2)
    story.trade(3.5, None, plan + 1, 901, state="Filled", filled=2, qty=2)
    oracle = Oracle.of(story.end())
    assert [one.orders for one in oracle.submissions] == [{}]
    assert oracle.orders[901].made_by is None
    assert oracle.exposures == []


def test_paying_a_little_more_than_planned_is_no_breach(story: "Story") -> None:
    story.enter(2.0, "1", (101, "ML1001"))
    oracle = Oracle.of(story.end())
    exposure = oracle.exposure_of(oracle.intents[0])
    assert exposure is not None
    assert exposure.allowed == exposure.peak == Decimal(4310)
    assert exposure.breached_us is None
    exposure.peak += Decimal("0.01")
    assert exposure.excess == Decimal("0.01")


def test_what_a_cursor_can_have_reached_grows_with_what_was_delivered(story: "Story") -> None:
    story.log(2.0)
    story.log(3.0, heard=False)
    story.page(4.0, 1, [2])
    listening = Oracle.of(story.end()).listening
    assert [listening.seen_before(at) for at in (1, 2_000_001, 3_500_000, 5_000_000)] == [
        0,
        1,
        1,
        2,
    ]


def test_a_history_that_says_nothing_of_starts_is_that_of_one_life(empty: History) -> None:
    entry = lines.Received(
        at_us=5, hub="event", connection=3, call=9, method="GetEventsSince", args={}
    )
    oracle = Oracle.of(History(empty.plan, (entry,)))
    assert [life.number for life in oracle.traffic.lives] == [1]
    assert [link.number for link in oracle.listening.links] == [3]
    assert oracle.end_us == 5


def test_money_and_times_are_written_as_people_write_them() -> None:
    assert money(Decimal(4310), "USD") == "4,310.00 USD"
    assert seconds(3_249_999) == "3.2 s"


def test_deliveries_are_counted_by_event_until_an_instant(story: "Story") -> None:
    story.log(2.0)
    story.log(3.0, heard=False)
    story.send(4.0, 1)
    story.page(6.0, 0, [1, 2])
    listening = Oracle.of(story.end()).listening
    assert listening.times_delivered([1, 2, 99], 4_000_000) == {1: 2}
    assert listening.times_delivered([1, 2, 99], 7_000_000) == {1: 3, 2: 1}
