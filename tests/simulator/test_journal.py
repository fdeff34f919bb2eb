"""The journal keeps what it was given, in order, and tells one listener as it happens."""

from hubproof.simulator.journal import Applied, Entry, Journal, Stage

FIRST, SECOND = Stage(at_us=1, stage="storm"), Applied(at_us=1, call=7)


def test_entries_come_back_in_the_order_in_which_they_were_added() -> None:
    journal = Journal()
    journal.add(FIRST)
    journal.add(SECOND)
    assert journal.entries() == (FIRST, SECOND)
    assert len(journal) == 2


def test_what_was_handed_over_does_not_change_when_the_journal_goes_on() -> None:
    journal = Journal()
    journal.add(FIRST)
    before = journal.entries()
    journal.add(SECOND)
    assert before == (FIRST,)


def test_a_listener_hears_every_entry_from_now_on_when_it_is_already_in() -> None:
    journal = Journal()
    journal.add(FIRST)
    heard: list[tuple[Entry, int]] = []
    journal.listen(lambda entry: heard.append((entry, len(journal))))
    journal.add(SECOND)
    assert heard == [(SECOND, 2)]
