"""The event log is complete, in order, and read in pages of any size."""

from typing import Any

import pytest

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.assumed import assumed_status
from hubproof.contract.mesolive.dialect import Dialect
from hubproof.contract.mesolive.models import GetEventsSinceArgs, StatusCode
from hubproof.simulator.world.commands import SkipNumbers


def since(world: Any, after: int, limit: int | None = None, token: str | None = None) -> Any:
    args = GetEventsSinceArgs(SinceEventSeqId=after, Limit=limit, ContinuationToken=token)
    return world.ask("GetEventsSince", args)


def ids(page: Any) -> list[int | None]:
    payloads = [models.payload_of(envelope) for envelope in page.Data.Events]
    return [payload.EventSeqId for payload in payloads if payload is not None]


def filled(drive: Any, **settings: Any) -> Any:
    """A world whose log has events 1 to 10."""
    world = drive(**settings)
    for strategy in (101, 102, 103):
        world.announce(strategy, "ML1001")
        world.announce(strategy, "U2001")
    for strategy in (101, 102):
        world.announce(strategy, "ML1001", "Off")
        world.announce(strategy, "U2001", "Off")
    return world


def test_the_latest_id_is_that_of_the_last_event(drive: Any) -> None:
    world = drive()
    args = models.GetLatestEventSeqIdArgs()
    assert world.ask("GetLatestEventSeqId", args).Data.LatestEventSeqId == 0
    event = world.announce()
    latest = world.ask("GetLatestEventSeqId", args).Data
    assert latest.LatestEventSeqId == event.event_seq_id
    assert latest.SnapshotTime == event.payload.EventTime


def test_history_begins_after_the_id_and_ends_without_a_token(drive: Any) -> None:
    world = filled(drive)
    page = since(world, 7)
    assert ids(page) == [8, 9, 10]
    assert page.Data.ContinuationToken is None
    assert ids(since(world, 10)) == []
    assert ids(since(world, -5)) == list(range(1, 11))


def test_a_cursor_ahead_of_the_log_finds_nothing(drive: Any) -> None:
    ahead = since(filled(drive), 999)
    assert ahead.Status is assumed_status("events.cursor_ahead")
    assert (ids(ahead), ahead.Data.ContinuationToken) == ([], None)


def test_an_envelope_holds_its_payload_under_its_kind(drive: Any) -> None:
    world = filled(drive)
    envelope = since(world, 9).Data.Events[0]
    assert envelope.Kind is models.MesoLiveEventKind.EntrySignal
    assert envelope.EntrySignal == world.events("OnEntrySignal")[9]


def test_a_token_wins_over_the_id_that_comes_with_it(drive: Any) -> None:
    world = filled(drive)
    first = since(world, 2, 3)
    second = since(world, 999, 3, first.Data.ContinuationToken)
    assert ids(first) + ids(second) == [3, 4, 5, 6, 7, 8]


def test_the_last_full_page_needs_no_token(drive: Any) -> None:
    assert since(filled(drive), 5, 5).Data.ContinuationToken is None


def test_a_limit_above_the_cap_becomes_the_cap_and_so_does_none(drive: Any) -> None:
    world = filled(drive, page_size_max=4)
    assert ids(since(world, 0, 5000)) == ids(since(world, 0)) == [1, 2, 3, 4]
    assert ids(since(world, 0, 3)) == [1, 2, 3]


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_that_is_not_positive_is_refused(drive: Any, limit: int) -> None:
    refusal = since(filled(drive), 0, limit)
    assert refusal.Status is StatusCode.ValidationError
    assert list(refusal.Error.ValidationErrors) == ["Limit"]


def test_an_event_published_between_two_pages_is_on_a_later_one(drive: Any) -> None:
    world = filled(drive)
    first = since(world, 0, 9)
    world.announce(101)
    assert ids(since(world, 0, 9, first.Data.ContinuationToken)) == [10, 11]


def test_an_empty_token_is_no_token(drive: Any) -> None:
    assert ids(since(filled(drive), 8, None, "")) == [9, 10]


@pytest.mark.parametrize("token", ["x", "MTA6MTA=", "\u00e9", "===="])
def test_a_token_made_up_is_refused(drive: Any, token: str) -> None:
    refusal = since(filled(drive), 0, None, token)
    assert refusal.Status is StatusCode.ValidationError
    assert list(refusal.Error.ValidationErrors) == ["ContinuationToken"]


def test_every_altered_character_of_a_token_is_noticed(drive: Any) -> None:
    world = filled(drive)
    token = since(world, 0, 3).Data.ContinuationToken
    told = [
        since(world, 0, 3, f"{token[:at]}{'A' if token[at] != 'A' else 'B'}{token[at + 1 :]}")
        for at in range(len(token.rstrip("=")))
    ]
    assert all(page.Status is StatusCode.ValidationError for page in told)


@pytest.mark.parametrize("addition", ["!", " ", "\n", "=", "AAAA"])
def test_a_token_must_come_back_exactly_as_it_was(drive: Any, addition: str) -> None:
    world = filled(drive)
    token = since(world, 0, 3).Data.ContinuationToken
    assert since(world, 0, 3, token + addition).Status is StatusCode.ValidationError


def test_a_token_of_another_world_or_another_list_is_refused(drive: Any) -> None:
    world, other = filled(drive), filled(drive, seed=2)
    foreign = since(other, 0, 3).Data.ContinuationToken
    listed = world.ask("ListAccounts", models.ListAccountsArgs(Limit=1)).Data.ContinuationToken
    for token in (foreign, listed):
        assert since(world, 0, 3, token).Status is StatusCode.ValidationError


def test_numbers_that_others_took_are_left_out_for_good(drive: Any) -> None:
    world = filled(drive)
    world.effects += world.world.apply(SkipNumbers(40), world.now)
    latest = world.ask("GetLatestEventSeqId", models.GetLatestEventSeqIdArgs()).Data
    assert latest.LatestEventSeqId == 10, "the user's own last event"
    assert world.announce(103, state="Off").event_seq_id == 51
    assert world.announce(103, "U2001", "Off").event_seq_id == 52
    for after, found in ((9, [10, 51, 52]), (10, [51, 52]), (30, [51, 52]), (51, [52]), (52, [])):
        assert ids(since(world, after)) == found


def test_pages_and_tokens_count_events_and_not_numbers(drive: Any) -> None:
    world = filled(drive)
    world.effects += world.world.apply(SkipNumbers(1000), world.now)
    world.announce(103, state="Off")
    first = since(world, 8, 2)
    assert ids(first) == [9, 10]
    assert ids(since(world, 8, 2, first.Data.ContinuationToken)) == [1011]


def test_an_event_is_found_by_its_number_and_a_hole_has_none(drive: Any) -> None:
    world = filled(drive)
    world.effects += world.world.apply(SkipNumbers(5), world.now)
    event = world.announce(103, state="Off")
    assert world.world.event(16) == event
    assert world.world.event(1).event_seq_id == 1
    for number in (0, 12, 17):
        with pytest.raises(ValueError, match=f"nothing was logged under {number}:"):
            world.world.event(number)


def test_a_sparse_sequence_leaves_numbers_out_before_every_event(drive: Any) -> None:
    world = filled(drive, dialect=Dialect(sequence="sparse"))
    numbers = [number or 0 for number in ids(since(world, 0))]
    steps = [later - one for one, later in zip([0, *numbers], numbers, strict=False)]
    assert len(numbers) == 10
    assert min(steps) >= 2
    assert len(set(steps)) > 2, "no client can guess the next number"
    assert numbers == ids(since(filled(drive, dialect=Dialect(sequence="sparse")), 0))
    page = since(world, numbers[3] + 1, 2)
    assert ids(page) == numbers[4:6]
    assert ids(since(world, 0, 2, page.Data.ContinuationToken)) == numbers[6:8]
