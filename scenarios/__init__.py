"""The scenarios: one reliability pattern per file, data only, and the table of all of them.

A scenario's module docstring says the pattern and how a naive client fails at it; the table is
the order in which a run without names takes them.
"""

from hubproof.harness.scenario import Scenario
from hubproof.scenarios import (
    agent_goes_offline,
    clocks_disagree,
    connections_reset_mid_message,
    half_open_connection,
    hands_at_the_portal,
    hub_reads_no_more,
    hub_restarts_in_a_burst,
    job_callback_lost,
    killed_between_leg_groups,
    killed_between_store_submit_and_answer,
    numbers_with_holes,
    operations_hang,
    operations_refused,
    orders_fill_late,
    quotes_diverge,
    quotes_flicker,
    quotes_freeze,
    quotes_lag,
    resume_after_a_cut_with_duplicates,
    resume_without_gaps,
    retention_passed,
    signals_announced_again,
    signals_flap,
    steady_state,
    strategy_in_error,
    stream_items_dropped,
    unknown_outcome_of_a_cancel,
    unknown_outcome_of_a_preparation,
    unknown_outcome_of_an_order,
)

SCENARIOS: dict[str, Scenario] = {
    "steady_state": steady_state.SCENARIO,
    "unknown_outcome_of_an_order": unknown_outcome_of_an_order.SCENARIO,
    "unknown_outcome_of_a_preparation": unknown_outcome_of_a_preparation.SCENARIO,
    "unknown_outcome_of_a_cancel": unknown_outcome_of_a_cancel.SCENARIO,
    "killed_between_store_submit_and_answer": killed_between_store_submit_and_answer.SCENARIO,
    "killed_between_leg_groups": killed_between_leg_groups.SCENARIO,
    "resume_after_a_cut_with_duplicates": resume_after_a_cut_with_duplicates.SCENARIO,
    "resume_without_gaps": resume_without_gaps.SCENARIO,
    "signals_announced_again": signals_announced_again.SCENARIO,
    "numbers_with_holes": numbers_with_holes.SCENARIO,
    "retention_passed": retention_passed.SCENARIO,
    "job_callback_lost": job_callback_lost.SCENARIO,
    "operations_refused": operations_refused.SCENARIO,
    "operations_hang": operations_hang.SCENARIO,
    "orders_fill_late": orders_fill_late.SCENARIO,
    "hub_restarts_in_a_burst": hub_restarts_in_a_burst.SCENARIO,
    "connections_reset_mid_message": connections_reset_mid_message.SCENARIO,
    "half_open_connection": half_open_connection.SCENARIO,
    "hub_reads_no_more": hub_reads_no_more.SCENARIO,
    "agent_goes_offline": agent_goes_offline.SCENARIO,
    "strategy_in_error": strategy_in_error.SCENARIO,
    "stream_items_dropped": stream_items_dropped.SCENARIO,
    "quotes_diverge": quotes_diverge.SCENARIO,
    "quotes_freeze": quotes_freeze.SCENARIO,
    "quotes_lag": quotes_lag.SCENARIO,
    "quotes_flicker": quotes_flicker.SCENARIO,
    "signals_flap": signals_flap.SCENARIO,
    "hands_at_the_portal": hands_at_the_portal.SCENARIO,
    "clocks_disagree": clocks_disagree.SCENARIO,
}

__all__ = ["SCENARIOS"]
