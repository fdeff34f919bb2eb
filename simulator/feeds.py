"""Feeds: what every provider says at present, and the faults on that.

A fault on quotes begins with the delivery of a signal, and is healed once: by its own time, by its
last frame, or by the end of the storm. It is written down when the first frame shows it, or is lost
to it: nobody met one that no frame fell into, and its end is not written down either.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.contract.mesolive.models import DataProviderType, LiveQuoteFields
from hubproof.simulator import journal as lines
from hubproof.simulator.clockwork import Clockwork
from hubproof.simulator.faults.bad_quotes import BadQuotes
from hubproof.simulator.faults.diverge_quotes import DivergeQuotes
from hubproof.simulator.faults.drop_stream_items import DropStreamItems
from hubproof.simulator.faults.freeze_quotes import FreezeQuotes
from hubproof.simulator.hubs.feed import Bad, Feed, Frame
from hubproof.simulator.injection import Due
from hubproof.simulator.world.market import Market

QUOTE_FAULTS = (DropStreamItems, DivergeQuotes, FreezeQuotes, BadQuotes)
"""The faults that are carried out here."""


@dataclass(slots=True)
class Lasting:
    """A fault that has begun. `note` writes down that it acted; None once it has."""

    due: Due
    feed: Feed
    note: Callable[[], None] | None


class Feeds:
    """All providers. `time` turns the run's clock into UTC."""

    def __init__(  # noqa: PLR0913  # what it reads from, each by its name
        self,
        *,
        journal: lines.Journal,
        clockwork: Clockwork,
        clock: Callable[[], int],
        market: Market,
        time: Callable[[int], datetime],
        dialect: Dialect = OURS,
    ) -> None:
        self._journal = journal
        self._clockwork = clockwork
        self._clock = clock
        self._market = market
        self._time = time
        self._feeds = {one: Feed(one, market, dialect) for one in market.providers}
        self._lasting: dict[int, Lasting] = {}

    def knows(self, symbol: str) -> bool:
        """Whether anybody quotes this symbol."""
        return self._market.knows(symbol)

    def quotes(self, provider: DataProviderType) -> bool:
        """Whether this provider quotes anything."""
        return provider in self._feeds

    def next_tick(self, provider: DataProviderType, symbol: str) -> int | None:
        """When a provider speaks of a known symbol next; None if it never does again."""
        return self._market.next_tick(provider, symbol, self._clock())

    def loses(self, provider: DataProviderType, symbol: str) -> bool:
        """Whether the item that a stream would bring now is lost."""
        mutes = self._feeds[provider].mutes_of(symbol)
        self._note(mutes)
        return bool(mutes)

    def frame(self, provider: DataProviderType, symbol: str, fields: LiveQuoteFields) -> Frame:
        """What a provider says of a known symbol now; a bad frame is used up by it."""
        feed, now = self._feeds[provider], self._clock()
        self._note(feed.distortions())
        frame = feed.frame(symbol, fields, now, self._time(now))
        for index in feed.used_up():
            self._heal(index)
        return frame

    def strike(self, due: Due, note: Callable[[], None]) -> None:
        """Let a fault on a provider begin."""
        fault, index = due.fault, due.index
        assert isinstance(fault, QUOTE_FAULTS), "only these come here"
        feed = self._feeds.get(DataProviderType(fault.provider))
        if feed is None:
            return  # nobody quotes in that name here, so nobody can meet the fault
        self._lasting[index] = Lasting(due, feed, note)
        if isinstance(fault, BadQuotes):
            feed.bads[index] = Bad(fault.kind, fault.count)
            return  # it is over when all of them were told
        if isinstance(fault, DivergeQuotes):
            feed.shifts[index] = Decimal(str(fault.points))
        elif isinstance(fault, FreezeQuotes):
            feed.freezes[index] = self._clock()
        else:
            feed.mutes[index] = fault.symbol
        healed_at = self._clock() + round(fault.for_s * 1_000_000)
        self._clockwork.at(healed_at, lambda: self._heal(index))

    def heal_all(self) -> None:
        """Heal everything that lasts, in the order in which it began."""
        for index in list(self._lasting):
            self._heal(index)

    def _note(self, indexes: Sequence[int]) -> None:
        for lasting in (self._lasting[index] for index in indexes):
            note, lasting.note = lasting.note, None
            if note is not None:
                note()

    def _heal(self, index: int) -> None:
        lasting = self._lasting.pop(index, None)
        if lasting is None:
            return  # the end of the storm has healed it before its time
        lasting.feed.heal(index)
        if lasting.note is None:
            name = lasting.due.fault.name
            self._journal.add(lines.FaultHealed(at_us=self._clock(), fault=index, name=name))
