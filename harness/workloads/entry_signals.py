"""Entry signals: one On after the other, over several strategies and accounts, each with its Off.

Every On period is one intent. Two periods of the same (strategy, account) never overlap and lie
well apart, so that what a client does can be traced to the one it belongs to: with periods that
touch, a late entry and a double entry would look the same.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from hubproof.harness.workloads.workload import (
    US_PER_S,
    Announcement,
    Range,
    between,
    shuffled,
)

# The accounts and strategies of the world's default setup, paper first.
ACCOUNTS = ("ML1001", "U2001")
STRATEGIES = (101, 102, 103, 104)
ONE_ORDER = STRATEGIES[:3]
"""The strategies that are entered with one order; the last one takes two."""

# Signals that come together still come one after the other: this far apart, in seconds.
TOGETHER_S: Range = (0.001, 0.02)


class SignalTimes(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="kind",
    tag="entry_signals",
    forbid_unknown_fields=True,
):
    """The announcements of one run, in the order of their times, which are all different."""

    signals: tuple[Announcement, ...]

    @property
    def last_on_us(self) -> int:
        """When the last signal goes On: after that the storm brings no new work."""
        return max((one.at_us for one in self.signals if one.state == "On"), default=0)

    @property
    def ends_at_us(self) -> int:
        """When the last announcement is due; what comes after `last_on_us` is only Offs."""
        return max((one.at_us for one in self.signals), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySignals:
    """`count` On periods of `on_for_s` seconds; `together` of them come at a time, every `every_s`.

    Accounts take turns, so paper and live get the same share. A pair of strategy and account that
    comes up again waits until `apart_s` after its last Off.
    """

    count: int
    every_s: Range
    on_for_s: Range
    together: int = 1
    apart_s: float = 3.0
    first_after_s: Range = (0.3, 1.0)
    strategies: Sequence[int] = field(default=ONE_ORDER)
    accounts: Sequence[str] = field(default=ACCOUNTS)

    def expand(self, rng: random.Random) -> SignalTimes:
        """Draw the order of the pairs and all times."""
        pairs = self._pairs(rng)
        free_at: dict[tuple[int, str], float] = {}
        signals: list[Announcement] = []
        now = between(self.first_after_s, rng)
        for number in range(self.count):
            pair = pairs[number % len(pairs)]
            on_at = max(now, free_at.get(pair, 0.0))
            off_at = on_at + between(self.on_for_s, rng)
            free_at[pair] = off_at + self.apart_s
            signals += [_announcement(on_at, pair, "On"), _announcement(off_at, pair, "Off")]
            ends_group = (number + 1) % self.together == 0
            now = on_at + between(self.every_s if ends_group else TOGETHER_S, rng)
        return SignalTimes(signals=_one_at_a_time(signals))

    def _pairs(self, rng: random.Random) -> list[tuple[int, str]]:
        accounts = shuffled(self.accounts, rng)
        turns = [shuffled(self.strategies, rng) for _ in accounts]
        return [
            (turns[turn][place], account)
            for place in range(len(self.strategies))
            for turn, account in enumerate(accounts)
        ]


def _announcement(at_s: float, pair: tuple[int, str], state: str) -> Announcement:
    return Announcement(
        at_us=round(at_s * US_PER_S),
        strategy_id=pair[0],
        broker_account_id=pair[1],
        state="On" if state == "On" else "Off",
    )


def _one_at_a_time(signals: Sequence[Announcement]) -> tuple[Announcement, ...]:
    """In order of time, each at an instant of its own, so that no order is left to chance."""
    ordered: list[Announcement] = []
    for signal in sorted(signals, key=lambda one: one.at_us):
        earliest = ordered[-1].at_us + 1 if ordered else 0
        at_us = max(signal.at_us, earliest)
        ordered.append(msgspec.structs.replace(signal, at_us=at_us))
    return tuple(ordered)
