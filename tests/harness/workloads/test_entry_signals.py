"""Entry signals: On periods that a verdict can tell apart, from a seed and nothing else."""

import random
from itertools import pairwise

import pytest

from hubproof.harness.workloads import Announcement, EntrySignals, SignalTimes

SPEC = EntrySignals(count=14, every_s=(0.5, 2.0), on_for_s=(5.0, 9.0), together=2)

Periods = dict[tuple[int, str], list[tuple[int, int]]]


def periods(signals: tuple[Announcement, ...]) -> Periods:
    found: Periods = {}
    since: dict[tuple[int, str], int] = {}
    for signal in signals:
        pair = (signal.strategy_id, signal.broker_account_id)
        if signal.state == "On":
            since[pair] = signal.at_us
        else:
            found.setdefault(pair, []).append((since.pop(pair), signal.at_us))
    assert not since
    return found


@pytest.mark.parametrize("seed", range(30))
def test_periods_of_one_pair_never_overlap_and_lie_apart(seed: int) -> None:
    expanded = SPEC.expand(random.Random(seed))
    found = periods(expanded.signals)
    assert sum(len(one) for one in found.values()) == SPEC.count
    for one in found.values():
        assert all(5_000_000 <= off - on <= 9_000_001 for on, off in one)
        assert all(later[0] - earlier[1] >= 2_999_999 for earlier, later in pairwise(one))


@pytest.mark.parametrize("seed", range(10))
def test_no_two_announcements_share_an_instant(seed: int) -> None:
    times = [one.at_us for one in SPEC.expand(random.Random(seed)).signals]
    assert all(earlier < later for earlier, later in pairwise(times))


def test_both_accounts_get_the_same_share() -> None:
    signals = SPEC.expand(random.Random(3)).signals
    on = [one.broker_account_id for one in signals if one.state == "On"]
    assert on.count("ML1001") == on.count("U2001") == 7


def test_signals_that_come_together_are_a_few_milliseconds_apart() -> None:
    signals = EntrySignals(count=4, every_s=(4.0, 5.0), on_for_s=(60.0, 61.0), together=2).expand(
        random.Random(1)
    )
    first, second, third, _fourth = [one.at_us for one in signals.signals if one.state == "On"]
    assert second - first <= 20_000
    assert third - second >= 4_000_000


def test_the_same_generator_gives_the_same_signals() -> None:
    assert SPEC.expand(random.Random(5)) == SPEC.expand(random.Random(5))
    assert SPEC.expand(random.Random(5)) != SPEC.expand(random.Random(6))


def test_the_storm_ends_with_the_last_signal_that_goes_on() -> None:
    expanded = SPEC.expand(random.Random(2))
    last_on = [one.at_us for one in expanded.signals if one.state == "On"][-1]
    assert expanded.last_on_us == last_on
    assert expanded.ends_at_us == expanded.signals[-1].at_us > last_on
    assert SignalTimes(signals=()).last_on_us == SignalTimes(signals=()).ends_at_us == 0


def test_signals_that_fall_on_one_instant_are_moved_apart() -> None:
    spec = EntrySignals(count=3, every_s=(0.0, 0.0), on_for_s=(1.0, 1.0), first_after_s=(2.0, 2.0))
    times = [one.at_us for one in spec.expand(random.Random(1)).signals]
    assert times == [2_000_000, 2_000_001, 2_000_002, 3_000_000, 3_000_001, 3_000_002]
