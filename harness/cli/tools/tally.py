"""A tally: what one provider said while somebody looked on, and what that verifies.

A frame counts as a quote if it has a price other than zero, and none out of this world: what a feed
says while it starts is zeros (seed: reliability patterns, 7), and where no number is set some
interfaces have the greatest double. What came late in a market's day is old and right, so age
counts only where a bound was asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from hubproof.client.quote_gate import PRICE_MAX
from hubproof.client.sdk import models
from hubproof.contract.mesolive.fields import BASES


@dataclass(slots=True)
class Tally:
    """What `provider` said; `failed` is why it says no more, where that is not the reader's doing.

    `age_ms` is that of the newest quote when it was told, None where the hub did not say.
    """

    provider: models.DataProviderType
    max_age_ms: int | None = None
    frames: int = 0
    quotes: int = 0
    too_old: int = 0
    age_ms: int | None = None
    failed: str | None = None

    def take(self, prices: models.LivePrices) -> None:
        """One more frame."""
        self.frames += 1
        if not _is_quote([getattr(prices, base) for base in BASES]):
            return
        ages = [getattr(prices, f"{base}AgeMs") for base in BASES]
        self.age_ms = min((age for age in ages if age is not None), default=None)
        # A hub that does not say how old its quote is cannot be held to a bound.
        if self.max_age_ms is not None and (self.age_ms is None or self.age_ms > self.max_age_ms):
            self.too_old += 1
        else:
            self.quotes += 1

    @property
    def is_good(self) -> bool:
        """Whether it quoted, and would have gone on."""
        return self.quotes > 0 and self.failed is None

    def says(self) -> str:
        """A few words for the summary."""
        if not self.quotes:
            return f"{self.provider.value} none"
        plural = "" if self.quotes == 1 else "s"
        age = "" if self.age_ms is None else f", the last {self.age_ms:,} ms old"
        return f"{self.provider.value} {self.quotes} quote{plural}{age}"

    def trouble(self) -> str | None:
        """Why it is not good, in a sentence; None where it is."""
        name = self.provider.value
        if self.failed is not None:
            return f"{name}: {self.failed}"
        if self.quotes:
            return None
        if self.too_old:
            return f"{name}: every quote was older than {self.max_age_ms:,} ms"
        if self.frames:
            return f"{name}: {self.frames} frames came, none with a price other than zero"
        return f"{name}: nothing came"


def _is_quote(prices: Sequence[Decimal | None]) -> bool:
    told = [price for price in prices if price is not None]
    return any(told) and all(abs(price) < PRICE_MAX for price in told)


def is_verified(tallies: Sequence[Tally], *, is_named: bool) -> bool:
    """Whether it is verified that quotes come.

    Of providers that were named each has to be good. Where they were found, one is enough: not
    every provider has every symbol for everybody.
    """
    good = [one.is_good for one in tallies]
    return bool(good) and (all(good) if is_named else any(good))
