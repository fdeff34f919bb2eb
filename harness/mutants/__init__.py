"""The mutants: one planted bug per file, and the table of all of them.

Each overrides one thing of the reference client. Together they prove the checkers: every one of
them has a mutant that it convicts.
"""

from collections.abc import Mapping

from hubproof.harness.mutants import (
    begins_the_entry_again,
    believes_a_lost_cancel,
    conflict_is_failure,
    counts_reannounced_signals,
    cursor_saved_before_handling,
    dedupes_in_memory,
    does_nothing,
    ends_twice,
    enters_on_an_offline_agent,
    enters_under_an_error,
    first_page_only,
    forgets_open_jobs,
    gives_up_on_unknown,
    gives_up_reconnecting,
    ignores_divergence,
    key_is_payload_hash,
    key_not_stored_before_submit,
    key_per_pair,
    leaves_orders_working,
    never_hears_off,
    never_replays,
    never_restarts_streams,
    never_resubscribes,
    never_resyncs,
    never_times_out,
    new_key_on_cancel_retry,
    new_key_on_retry,
    no_dedupe,
    no_job_reconciliation,
    reprices_under_the_same_key,
    resends_under_a_failed_key,
    restores_what_was_closed,
    subscribes_with_a_gap,
    takes_boot_frames_for_prices,
    trades_on_a_stale_feed,
    trades_on_one_feed,
    trusts_silent_streams,
    waits_for_the_next_number,
    writes_off_lost_preparations,
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
        enters_under_an_error.MUTANT,
        no_job_reconciliation.MUTANT,
        forgets_open_jobs.MUTANT,
        writes_off_lost_preparations.MUTANT,
        key_is_payload_hash.MUTANT,
        trades_on_one_feed.MUTANT,
        trades_on_a_stale_feed.MUTANT,
        takes_boot_frames_for_prices.MUTANT,
        ignores_divergence.MUTANT,
        never_restarts_streams.MUTANT,
        never_resyncs.MUTANT,
        trusts_silent_streams.MUTANT,
        subscribes_with_a_gap.MUTANT,
        waits_for_the_next_number.MUTANT,
        dedupes_in_memory.MUTANT,
        counts_reannounced_signals.MUTANT,
        new_key_on_cancel_retry.MUTANT,
        leaves_orders_working.MUTANT,
        believes_a_lost_cancel.MUTANT,
        begins_the_entry_again.MUTANT,
        resends_under_a_failed_key.MUTANT,
        never_hears_off.MUTANT,
        restores_what_was_closed.MUTANT,
    )
}

__all__ = ["MUTANTS", "Mutant"]
