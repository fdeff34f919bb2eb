"""What every scenario must offer, whatever its pattern, and what each one is about."""

from collections import Counter

import pytest

from hubproof.harness.history import History
from hubproof.harness.nemesis import expand
from hubproof.harness.scenario import Scenario
from hubproof.harness.subjects.naming import parse
from hubproof.harness.trial import Terms, carry_out
from hubproof.scenarios import SCENARIOS
from hubproof.simulator.faults.announce_again import AnnounceAgain
from hubproof.simulator.faults.clock_skew import BY_S_MAX
from hubproof.simulator.faults.refuse_operation import RefuseOperation
from hubproof.simulator.journal import Connected, Disconnected, FaultFired, Received
from hubproof.simulator.world.habits import PROMPT

SEEDS = range(60)


@pytest.fixture(params=SCENARIOS.values(), ids=list(SCENARIOS))
def scenario(request: pytest.FixtureRequest) -> Scenario:
    assert isinstance(request.param, Scenario)
    return request.param


def test_a_scenario_stands_in_the_table_under_its_own_name() -> None:
    assert [one.name for one in SCENARIOS.values()] == list(SCENARIOS)


def test_every_run_has_five_entries_or_more_on_both_kinds_of_account(scenario: Scenario) -> None:
    for seed in SEEDS:
        signals = expand(scenario, seed).workload.signals
        accounts = Counter(one.broker_account_id for one in signals if one.state == "On")
        assert sum(accounts.values()) >= 5
        assert min(accounts.values()) >= 3


def test_a_simulated_run_lasts_a_minute_or_more(scenario: Scenario) -> None:
    for seed in SEEDS:
        storm_s = expand(scenario, seed).workload.last_on_us / 1_000_000
        assert storm_s + scenario.settle_s >= 60


def test_a_live_run_has_time_for_its_storm_and_one_bound_after_it(scenario: Scenario) -> None:
    for seed in SEEDS:
        storm_s = expand(scenario, seed).workload.last_on_us / 1_000_000
        assert storm_s + scenario.limits.act_within_s < scenario.live_bound_s


def test_every_signal_stays_on_for_longer_than_a_client_may_take(scenario: Scenario) -> None:
    assert scenario.workload.on_for_s[0] > scenario.limits.act_within_s


def test_the_settling_leaves_a_whole_bound_after_the_last_signal(scenario: Scenario) -> None:
    assert scenario.settle_s > 2 * scenario.limits.act_within_s


def test_a_storm_draws_every_phase_of_every_method(scenario: Scenario) -> None:
    drawn: Counter[tuple[str, str, str]] = Counter()
    for seed in SEEDS:
        for fault in expand(scenario, seed).faults:
            trigger = fault.trigger
            drawn[fault.name, trigger.name, trigger.phase] += 1
    for draw in scenario.storm:
        for method in draw.methods:
            for phase in draw.phases:
                assert drawn[draw.fault.name, method, phase] > 0


def test_ordinals_stay_within_what_the_workload_brings_about(scenario: Scenario) -> None:
    for seed in SEEDS:
        for fault in expand(scenario, seed).faults:
            assert fault.ordinal <= max(scenario.workload.count, 6)


def test_an_order_of_unknown_outcome_meets_three_faults_at_least() -> None:
    for seed in SEEDS:
        assert len(expand(SCENARIOS["unknown_outcome_of_an_order"], seed).faults) >= 3


def test_nothing_is_broken_in_the_steady_state_and_a_pair_is_signalled_again() -> None:
    plan = expand(SCENARIOS["steady_state"], 1)
    pairs = Counter(
        (one.strategy_id, one.broker_account_id)
        for one in plan.workload.signals
        if one.state == "On"
    )
    assert plan.faults == ()
    assert max(pairs.values()) == 2


def run_of(name: str, seed: int) -> History:
    """The reference client's run."""
    plan = expand(SCENARIOS[name], seed)
    return carry_out(plan, SCENARIOS[name], parse("reference"), Terms()).record.history


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_hole_costs_the_reference_client_one_look_into_the_history_and_no_connection(
    seed: int,
) -> None:
    entries = run_of("numbers_with_holes", seed).entries
    holes = [
        one for one in entries if isinstance(one, FaultFired) and one.name == "skip_event_seq_ids"
    ]
    links = [one for one in entries if isinstance(one, Connected) and one.hub == "event"]
    replays = [
        one
        for one in entries
        if isinstance(one, Received)
        and one.method == "GetEventsSince"
        and not one.args.get("ContinuationToken")
    ]
    ends = [one.reason for one in entries if isinstance(one, Disconnected) and one.hub == "event"]
    assert len(holes) >= 2
    assert len(replays) <= 2 * len(links) + len(holes)
    assert ends == ["cut", "client"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_signal_goes_on_before_a_subscription_that_follows_a_cut(seed: int) -> None:
    entries = run_of("resume_without_gaps", seed).entries
    subscribed = {
        one.call: one.connection
        for one in entries
        if isinstance(one, Received) and one.method == "SubscribeToStrategies"
    }
    struck = [
        subscribed[one.call]
        for one in entries
        if isinstance(one, FaultFired)
        and one.name == "event_before_subscription"
        and one.call is not None
    ]
    assert struck == [1, 2]


def test_signals_are_announced_again_beside_their_entry_and_long_after_it() -> None:
    delays = [
        fault.delay_s
        for seed in SEEDS
        for fault in expand(SCENARIOS["signals_announced_again"], seed).faults
        if isinstance(fault, AnnounceAgain)
    ]
    assert min(delays) < 0.1
    assert max(delays) > 4.0


def test_a_cancel_of_unknown_outcome_meets_a_cut_that_says_nothing_and_a_kill() -> None:
    for seed in SEEDS:
        faults = expand(SCENARIOS["unknown_outcome_of_a_cancel"], seed).faults
        assert [one.name for one in faults].count("kill") == 1
        phases = [one.trigger.phase for one in faults if one.name == "cut"]
        assert {"received", "committed"} & {*phases}


def test_orders_stay_unfilled_only_where_they_are_to_be_watched() -> None:
    for scenario in SCENARIOS.values():
        rejects = [one for one in scenario.storm if one.fault is RefuseOperation]
        may_stay_unfilled = scenario.broker != PROMPT or bool(rejects)
        assert may_stay_unfilled is (scenario.limits.cancel_unfilled_after_s is not None)


def test_no_clock_is_off_by_the_age_at_which_a_scenario_calls_a_quote_stale() -> None:
    limits = [one.limits.quotes for one in SCENARIOS.values() if one.limits.quotes is not None]
    assert min(one.age_max_ms for one in limits) > BY_S_MAX * 1000
