"""What the log forgets is gone, and whoever asks for it is told so."""

from typing import Any

import pytest

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.models import StatusCode
from hubproof.simulator.world.commands import ForgetOlder
from hubproof.simulator.world.facts import EventsForgotten
from hubproof.simulator.world.retention import Retention


def since(world: Any, after: int, limit: int | None = None, token: str | None = None) -> Any:
    args = models.GetEventsSinceArgs(SinceEventSeqId=after, Limit=limit, ContinuationToken=token)
    return world.ask("GetEventsSince", args)


def ids(page: Any) -> list[int | None]:
    payloads = [models.payload_of(envelope) for envelope in page.Data.Events]
    return [payload.EventSeqId for payload in payloads if payload is not None]


def latest(world: Any) -> int:
    found = world.ask("GetLatestEventSeqId", models.GetLatestEventSeqIdArgs()).Data
    return int(found.LatestEventSeqId)


def filled(drive: Any, events: int = 10, **settings: Any) -> Any:
    """A world whose log has had so many events."""
    world = drive(**settings)
    for _ in range(events):
        world.announce(same_state_ok=True)
    return world


def forget(world: Any, keep: int) -> None:
    world.effects += world.world.apply(ForgetOlder(keep), world.now)


def assert_expired(page: Any, up_to: int) -> None:
    assert (page.Status, page.Data) == (StatusCode.NotFound, None)
    assert page.Error.Code == "EventsExpired"
    assert page.Error.Detail == page.Message
    assert f"nothing up to EventSeqId {up_to} can be read" in page.Message


def test_a_cursor_older_than_what_is_kept_is_refused_and_no_other(drive: Any) -> None:
    world = filled(drive)
    forget(world, 3)
    for after in (-1, 0, 5, 6):
        assert_expired(since(world, after), 7)
    assert ids(since(world, 7)) == [8, 9, 10]
    assert ids(since(world, 9)) == [10]
    assert ids(since(world, 10)) == ids(since(world, 99)) == []


def test_the_latest_number_outlives_its_event(drive: Any) -> None:
    world = filled(drive)
    forget(world, 0)
    assert latest(world) == 10
    assert ids(since(world, 10)) == []
    assert_expired(since(world, 9), 10)
    assert world.announce(state="Off").event_seq_id == 11
    assert ids(since(world, 10)) == [11]


def test_a_token_whose_events_are_gone_is_refused_and_one_that_is_made_up_still_is_wrong(
    drive: Any,
) -> None:
    world = filled(drive)
    first, second = since(world, 0, 3), since(world, 4, 3)
    forget(world, 4)
    assert_expired(since(world, 99, 3, first.Data.ContinuationToken), 6)
    assert ids(since(world, 0, 3, second.Data.ContinuationToken)) == [8, 9, 10]
    assert since(world, 0, 3, "made up").Status is StatusCode.ValidationError
    assert since(world, 0, 0).Status is StatusCode.ValidationError


def test_pages_and_tokens_go_on_where_they_were_while_the_log_forgets(drive: Any) -> None:
    world = filled(drive, 100)
    token = since(world, 96, 1).Data.ContinuationToken
    for keep in (60, 30, 29, 5, 3):
        forget(world, keep)
        assert world.world.events_kept == keep
        assert ids(since(world, 0, 2, token)) == [98, 99]
        assert ids(since(world, 100 - keep)) == list(range(101 - keep, 101))


def test_what_is_forgotten_is_a_fact_and_nothing_is_forgotten_twice(drive: Any) -> None:
    world = filled(drive)
    for keep in (20, 10, 4, 4, 7):
        forget(world, keep)
    facts = world.facts(EventsForgotten)
    assert [(fact.up_to, fact.kept) for fact in facts] == [(6, 4)]
    with pytest.raises(ValueError, match="nothing was logged under 6: it is a hole, to come, or"):
        world.world.event(6)
    assert world.world.event(7).event_seq_id == 7


def test_so_many_events_are_kept_as_the_setup_says(drive: Any) -> None:
    world = filled(drive, 3, retention=Retention(events=3))
    assert ids(since(world, 0)) == [1, 2, 3]
    world.announce(same_state_ok=True)
    assert_expired(since(world, 0), 1)
    for _ in range(500):
        world.announce(same_state_ok=True)
    assert world.world.events_kept == 3
    assert len(world.world._log._events) <= 6, "what is forgotten costs no memory for long"
    assert ids(since(world, 501)) == [502, 503, 504]


def test_events_are_kept_for_the_seconds_of_the_setup(drive: Any) -> None:
    world = drive(retention=Retention(seconds=2.0))
    for _ in range(3):
        world.announce(same_state_ok=True)
        world.wait(1_000_000)
    assert ids(since(world, 1)) == [2, 3], "logged at 1 s and 2 s, and it is 3 s"
    assert_expired(since(world, 0), 1)
    world.wait(1_000_001)
    assert_expired(since(world, 2), 3)
    assert latest(world) == 3


def test_the_tighter_of_two_bounds_counts(drive: Any) -> None:
    world = filled(drive, 5, retention=Retention(events=2, seconds=1.0))
    assert ids(since(world, 3)) == [4, 5]
    world.wait(1_000_001)
    assert_expired(since(world, 4), 5)


@pytest.mark.parametrize("bounds", [{"events": 0}, {"seconds": 0.0}, {"seconds": -1.0}])
def test_a_bound_that_keeps_nothing_is_refused(bounds: Any) -> None:
    with pytest.raises(ValueError, match="keeps nothing"):
        Retention(**bounds)


def test_active_state_is_told_though_its_event_is_forgotten(drive: Any) -> None:
    world = drive()
    event = world.announce(102, "U2001")
    forget(world, 0)
    assert world.world.active_state("user-1", world.now) == [event]
