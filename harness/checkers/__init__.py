"""The checkers: one property per file, and the table of all of them.

The table is in the order of the requirements and is the whole truth about what is judged.
"""

from collections.abc import Mapping

from hubproof.harness.checkers import (
    acts_on_every_signal,
    acts_once_per_event,
    comes_back,
    cursor_behind_handling,
    exposure_within_intents,
    hears_again,
    key_survives_a_kill,
    learns_from_refusals,
    misses_no_event,
    no_order_left_working,
    one_effect_per_intent,
    one_intent_per_key,
    one_job_per_intent,
    one_key_per_step,
    one_payload_per_key,
    one_terminal_state,
    reads_to_the_last_page,
    recovers_unknown_outcomes,
    replaces_half_open,
    replays_from_its_cursor,
    same_key_on_retry,
    spares_offline_agents,
)
from hubproof.harness.checkers.checker import Checker, Finding, blind

CHECKERS: Mapping[str, Checker] = {
    "key_survives_a_kill": key_survives_a_kill.CHECKER,
    "same_key_on_retry": same_key_on_retry.CHECKER,
    "one_key_per_step": one_key_per_step.CHECKER,
    "learns_from_refusals": learns_from_refusals.CHECKER,
    "recovers_unknown_outcomes": recovers_unknown_outcomes.CHECKER,
    "one_effect_per_intent": one_effect_per_intent.CHECKER,
    "one_payload_per_key": one_payload_per_key.CHECKER,
    "one_intent_per_key": one_intent_per_key.CHECKER,
    "replays_from_its_cursor": replays_from_its_cursor.CHECKER,
    "reads_to_the_last_page": reads_to_the_last_page.CHECKER,
    "hears_again": hears_again.CHECKER,
    "misses_no_event": misses_no_event.CHECKER,
    "acts_once_per_event": acts_once_per_event.CHECKER,
    "cursor_behind_handling": cursor_behind_handling.CHECKER,
    "one_job_per_intent": one_job_per_intent.CHECKER,
    "comes_back": comes_back.CHECKER,
    "replaces_half_open": replaces_half_open.CHECKER,
    "spares_offline_agents": spares_offline_agents.CHECKER,
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
