"""The checkers: one property per file, and the table of all of them.

The table is in the order of the requirements and is the whole truth about what is judged.
"""

from collections.abc import Mapping

from hubproof.harness.checkers import (
    acts_on_every_signal,
    acts_once_per_event,
    agreeing_quotes,
    asks_for_open_jobs,
    closes_the_gap,
    comes_back,
    cursor_behind_handling,
    exposure_within_intents,
    finishes_unnamed_jobs,
    finishes_without_callback,
    fresh_quotes,
    hears_again,
    ignores_bad_quotes,
    key_survives_a_kill,
    learns_from_refusals,
    leaves_failed_keys,
    misses_no_event,
    no_order_left_working,
    notices_silent_streams,
    one_effect_per_intent,
    one_intent_per_key,
    one_job_per_intent,
    one_key_per_step,
    one_payload_per_key,
    one_terminal_state,
    one_workflow_per_period,
    reads_to_the_last_page,
    recovers_unknown_outcomes,
    replaces_half_open,
    replays_from_its_cursor,
    restarts_streams,
    resyncs_from_snapshots,
    same_key_on_retry,
    starts_nothing_after_off,
    two_providers,
    waits_for_what_is_down,
)
from hubproof.harness.checkers.checker import Checker, Finding, blind

CHECKERS: Mapping[str, Checker] = {
    "key_survives_a_kill": key_survives_a_kill.CHECKER,
    "same_key_on_retry": same_key_on_retry.CHECKER,
    "one_key_per_step": one_key_per_step.CHECKER,
    "learns_from_refusals": learns_from_refusals.CHECKER,
    "recovers_unknown_outcomes": recovers_unknown_outcomes.CHECKER,
    "leaves_failed_keys": leaves_failed_keys.CHECKER,
    "one_effect_per_intent": one_effect_per_intent.CHECKER,
    "one_payload_per_key": one_payload_per_key.CHECKER,
    "one_intent_per_key": one_intent_per_key.CHECKER,
    "replays_from_its_cursor": replays_from_its_cursor.CHECKER,
    "reads_to_the_last_page": reads_to_the_last_page.CHECKER,
    "hears_again": hears_again.CHECKER,
    "misses_no_event": misses_no_event.CHECKER,
    "acts_once_per_event": acts_once_per_event.CHECKER,
    "cursor_behind_handling": cursor_behind_handling.CHECKER,
    "closes_the_gap": closes_the_gap.CHECKER,
    "one_workflow_per_period": one_workflow_per_period.CHECKER,
    "restarts_streams": restarts_streams.CHECKER,
    "resyncs_from_snapshots": resyncs_from_snapshots.CHECKER,
    "notices_silent_streams": notices_silent_streams.CHECKER,
    "two_providers": two_providers.CHECKER,
    "fresh_quotes": fresh_quotes.CHECKER,
    "ignores_bad_quotes": ignores_bad_quotes.CHECKER,
    "agreeing_quotes": agreeing_quotes.CHECKER,
    "asks_for_open_jobs": asks_for_open_jobs.CHECKER,
    "finishes_without_callback": finishes_without_callback.CHECKER,
    "one_job_per_intent": one_job_per_intent.CHECKER,
    "finishes_unnamed_jobs": finishes_unnamed_jobs.CHECKER,
    "comes_back": comes_back.CHECKER,
    "replaces_half_open": replaces_half_open.CHECKER,
    "starts_nothing_after_off": starts_nothing_after_off.CHECKER,
    "waits_for_what_is_down": waits_for_what_is_down.CHECKER,
    "exposure_within_intents": exposure_within_intents.CHECKER,
    "no_order_left_working": no_order_left_working.CHECKER,
    "one_terminal_state": one_terminal_state.CHECKER,
    "acts_on_every_signal": acts_on_every_signal.CHECKER,
}


def checkers_with_blinded(name: str | None) -> Mapping[str, Checker]:
    """The table, with this checker finding everything in order; None leaves it as it is.

    Raises:
        ValueError: No checker has this name.
    """
    if name is None:
        return CHECKERS
    if name not in CHECKERS:
        raise ValueError(f"there is no checker {name!r}; there are {', '.join(CHECKERS)}")
    return {**CHECKERS, name: blind(CHECKERS[name])}


__all__ = ["CHECKERS", "Checker", "Finding", "checkers_with_blinded"]
