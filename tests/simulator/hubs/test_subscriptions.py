"""Which events one connection hears: null, empty and listed strategies, joined and left again."""

import pytest

from hubproof.simulator.hubs.subscriptions import Subscriptions

KNOWN = [101, 102, 103]


def heard(groups: Subscriptions) -> list[int]:
    return [one for one in KNOWN if groups.hears(one)]


def test_a_new_connection_hears_no_strategy_but_what_concerns_everyone() -> None:
    groups = Subscriptions()
    assert heard(groups) == []
    assert groups.hears(None)


def test_null_joins_all_strategies_and_names_them() -> None:
    groups = Subscriptions()
    result = groups.subscribe(None, KNOWN)
    assert (result.SuccessfulStrategies, result.FailedStrategies) == (KNOWN, [])
    assert heard(groups) == KNOWN
    assert groups.hears(104), "a strategy that comes later is one of all, too"


def test_a_list_joins_what_it_names_and_nothing_else() -> None:
    groups = Subscriptions()
    groups.subscribe([102], KNOWN)
    groups.subscribe([101], KNOWN)
    assert heard(groups) == [101, 102]


def test_an_empty_list_does_nothing() -> None:
    groups = Subscriptions()
    result = groups.subscribe([], KNOWN)
    assert (result.SuccessfulStrategies, result.FailedStrategies) == ([], [])
    assert heard(groups) == []
    groups.subscribe([101], KNOWN)
    left = groups.unsubscribe([], KNOWN)
    assert (left.SuccessfulStrategies, left.FailedStrategies) == ([], [])
    assert heard(groups) == [101]
    groups.subscribe(None, KNOWN)
    groups.unsubscribe([], KNOWN)
    assert heard(groups) == KNOWN


def test_an_id_that_is_not_the_users_fails_alone() -> None:
    groups = Subscriptions()
    joined = groups.subscribe([101, 999, 103], KNOWN)
    assert (joined.SuccessfulStrategies, joined.FailedStrategies) == ([101, 103], [999])
    assert heard(groups) == [101, 103]
    assert not groups.hears(999)
    left = groups.unsubscribe([999, 103], KNOWN)
    assert (left.SuccessfulStrategies, left.FailedStrategies) == ([103], [999])
    assert heard(groups) == [101]


def test_leaving_all_keeps_the_strategies_that_were_joined_by_name() -> None:
    groups = Subscriptions()
    groups.subscribe([102], KNOWN)
    groups.subscribe(None, KNOWN)
    result = groups.unsubscribe(None, KNOWN)
    assert (result.SuccessfulStrategies, result.FailedStrategies) == (KNOWN, [])
    assert heard(groups) == [102]


def test_leaving_strategies_by_name_does_not_leave_all() -> None:
    groups = Subscriptions()
    groups.subscribe([102], KNOWN)
    groups.subscribe(None, KNOWN)
    groups.unsubscribe([102, 103], KNOWN)
    assert heard(groups) == KNOWN
    groups.unsubscribe(None, KNOWN)
    assert heard(groups) == []


@pytest.mark.parametrize("twice", [[101, 101], [101]])
def test_who_joined_twice_leaves_once(twice: list[int]) -> None:
    groups = Subscriptions()
    groups.subscribe(twice, KNOWN)
    groups.subscribe(twice, KNOWN)
    groups.unsubscribe([101], KNOWN)
    assert heard(groups) == []


def test_leaving_what_was_never_joined_succeeds() -> None:
    assert Subscriptions().unsubscribe([101], KNOWN).SuccessfulStrategies == [101]
