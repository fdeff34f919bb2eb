"""The quote gate: whether the prices that are known allow an entry now, or why they do not.

It decides and does nothing: samples and the time go in, a refusal or None comes out. An entry needs
two providers at least that are fresh and say the same. A frame without a price (a boot frame of
zeros, a null, a NaN, a negative or crossed quote, a number that no market knows) says nothing at
all, neither that the price is there nor that the feed is alive. Several samples and their median
stand for a provider, so that one flickering tick neither starts a trade nor prevents one (QUOTE-2,
3, 4, 6).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median

from hubproof.client.sdk import models
from hubproof.client.settings import QuoteLimits

PROVIDERS_MIN = 2
"""A price that nobody else confirms is no price (QUOTE-1)."""

PRICE_MAX = Decimal(10) ** 12
"""Nothing costs that many points: a broker's interface has 1.8E+308 where no number was set."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The middle of a usable quote, and when the older of its sides was new.

    `born_s` is a time of the client's own clock: the quote goes on ageing while nothing comes.
    """

    mid: Decimal
    born_s: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing may be entered; a divergence calls for more than patience."""

    reason: str
    is_divergence: bool = False


class QuoteGate:
    """The decision, within the limits of a scenario."""

    def __init__(self, limits: QuoteLimits) -> None:
        self._limits = limits

    def sample(self, prices: models.LivePrices, now_s: float, today: datetime) -> Sample | None:
        """What a quote received at `now_s` is worth; None where it holds no price (QUOTE-3).

        Ages are told as of SnapshotTime, so a snapshot that is old itself makes them older. `today`
        is the date by the client: where the two machines' clocks differ by more than the age limit
        every quote looks stale, which is the safe side.
        """
        bid, ask = prices.Bid, prices.Ask
        if bid is None or ask is None or not is_price(bid, ask):
            return None
        if prices.BidAgeMs is None or prices.AskAgeMs is None:
            return None
        age_s = max(prices.BidAgeMs, prices.AskAgeMs) / 1000
        if prices.SnapshotTime is not None:
            age_s += max(0.0, (today - prices.SnapshotTime).total_seconds())
        return Sample((bid + ask) / 2, now_s - age_s)

    def is_fresh(self, sample: Sample, now_s: float) -> bool:
        """Whether a sample is young enough to trade on (QUOTE-2)."""
        return now_s - sample.born_s <= self._limits.age_max_ms / 1000

    def do_agree(self, medians: Mapping[str, Decimal]) -> bool:
        """Whether the providers say the same, within the tolerance (QUOTE-4)."""
        spread = max(medians.values()) - min(medians.values())
        return spread <= Decimal(str(self._limits.tolerance))

    def why_not(self, samples: Mapping[str, Sequence[Sample]], now_s: float) -> Refusal | None:
        """Why the samples of these providers allow no entry at `now_s`; None where they do."""
        medians: dict[str, Decimal] = {}
        missing: list[str] = []
        for provider, known in samples.items():
            fresh = [one.mid for one in known if self.is_fresh(one, now_s)]
            if len(fresh) >= self._limits.samples:
                medians[provider] = median(fresh)
            else:
                missing.append(f"{provider} has {len(fresh)} fresh of {self._limits.samples}")
        if len(medians) < PROVIDERS_MIN:
            told = ", ".join(missing) or "nobody else is asked"
            return Refusal(f"fewer than {PROVIDERS_MIN} providers have fresh quotes: {told}")
        if not self.do_agree(medians):
            told = ", ".join(f"{provider} {mid}" for provider, mid in medians.items())
            return Refusal(
                f"the providers differ by more than the tolerance: {told}", is_divergence=True
            )
        return None


def is_price(bid: Decimal, ask: Decimal) -> bool:
    """Whether two sides make a price: finite, above zero, not crossed, and of this world."""
    return bid.is_finite() and ask.is_finite() and 0 < bid <= ask < PRICE_MAX
