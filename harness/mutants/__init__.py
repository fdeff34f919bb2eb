"""The mutants: one planted bug per file, and the table of all of them.

Each overrides one thing of the reference client. Together they prove the checkers: every one of
them has a mutant that it convicts.
"""

from collections.abc import Mapping

from hubproof.harness.mutants import (
    believes_a_lost_cancel,
    conflict_is_failure,
    cursor_saved_before_handling,
    does_nothing,
    ends_twice,
    enters_on_an_offline_agent,
    first_page_only,
    gives_up_on_unknown,
    gives_up_reconnecting,
    key_not_stored_before_submit,
    key_per_pair,
    leaves_orders_working,
    never_replays,
    never_resubscribes,
    never_times_out,
    new_key_on_cancel_retry,
    new_key_on_retry,
    no_dedupe,
    reprices_under_the_same_key,
)
from hubproof.harness.mutants.mutant import Mutant

MUTANTS: Mapping[str, Mutant] = {
    one.name: one
    for one in (
        new_key_on_retry.MUTANT,
        key_not_stored_before_submit.MUTANT,
        conflict_is_failure.MUTANT,
        cursor_saved_before_handling.MUTANT,
        no_dedupe.MUTANT,
        does_nothing.MUTANT,
        gives_up_on_unknown.MUTANT,
        reprices_under_the_same_key.MUTANT,
        key_per_pair.MUTANT,
        never_replays.MUTANT,
        first_page_only.MUTANT,
        never_resubscribes.MUTANT,
        ends_twice.MUTANT,
        gives_up_reconnecting.MUTANT,
        never_times_out.MUTANT,
        enters_on_an_offline_agent.MUTANT,
        new_key_on_cancel_retry.MUTANT,
        leaves_orders_working.MUTANT,
        believes_a_lost_cancel.MUTANT,
    )
}

__all__ = ["MUTANTS", "Mutant"]
