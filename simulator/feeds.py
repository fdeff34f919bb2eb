"""Feeds: what every provider says at present, and the faults on that.

A fault on quotes begins with the delivery of a signal, and is healed once: by its own time, by its
last frame, or by the end of the storm. It is written down when the first frame shows it, or is lost
to it: nobody met one that no frame fell into, and its end is not written down either.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from hubproof.contract.mesolive.form import Form
from hubproof.contract.mesolive.models import DataProviderType
from hubproof.simulator import journal as lines
from hubproof.simulator.clockwork import Clockwork
from hubproof.simulator.faults.bad_quotes import BadQuotes
from hubproof.simulator.faults.diverge_quotes import DivergeQuotes
from hubproof.simulator.faults.drop_stream_items import DropStreamItems
from hubproof.simulator.faults.freeze_quotes import FreezeQuotes
from hubproof.simulator.faults.lag_quotes import LagQuotes
from hubproof.simulator.hubs.feed import Bad, Feed, Venue
from hubproof.simulator.hubs.frame import Frame
from hubproof.simulator.hubs.inquiry import Inquiry
from hubproof.simulator.injection import Due

QUOTE_FAULTS = (DropStreamItems, DivergeQuotes, FreezeQuotes, LagQuotes, BadQuotes)
"""The faults that are carried out here."""


@dataclass(slots=True)
class Lasting:
    """A fault that has begun. `note` writes down that it acted; None once it has."""

    due: Due
    feed: Feed
    note: Callable[[], None] | None


class Feeds:
    """All providers. `time` turns the run's clock into UTC."""

    def __init__(
        self,
        *,
        journal: lines.Journal,
        clockwork: Clockwork,
        clock: Callable[[], int],
        venue: Venue,
        time: Callable[[int], datetime],
    ) -> None:
        self._journal = journal
        self._clockwork = clockwork
        self._clock = clock
        self._market = venue.market
        self._time = time
        self._feeds = {one: Feed(one, venue) for one in venue.market.providers}
        self._lasting: dict[int, Lasting] = {}

    def next_tick(self, inquiry: Inquiry) -> int | None:
        """When somebody speaks next of what is asked; None if nobody ever does again."""
        now = self._clock()
        ticks = [self._market.next_tick(*feed, now) for feed in inquiry.feeds()]
        return min((tick for tick in ticks if tick is not None), default=None)

    def loses(self, inquiry: Inquiry) -> bool:
        """Whether the item that a stream would bring now is lost."""
        mutes = [
            index
            for provider, symbol in inquiry.feeds()
            for index in self._feeds[provider].mutes_of(symbol)
        ]
        self._note(mutes)
        return bool(mutes)

    def boot_frames(self, inquiry: Inquiry) -> int:
        """With how many frames of nought a stream begins."""
        return max((self._market.boot_frames(one) for one in self._asked(inquiry)), default=0)

    def frame(self, inquiry: Inquiry, form: Form, *, boots: bool = False) -> Frame:
        """What providers say now, in this form.

        A bad frame is used up by it, but not while a stream `boots`.
        """
        now = self._clock()
        time = self._time(now)
        asked = self._asked(inquiry)
        if boots:
            told = {one: feed.booting(now, time, form) for one, feed in asked.items()}
            return inquiry.answer(told).written(form)
        for feed in asked.values():
            self._note(feed.distortions())
        told = {one: feed.told(now, time, form) for one, feed in asked.items()}
        frame = inquiry.answer(told).written(form)
        for index in [index for feed in asked.values() for index in feed.used_up()]:
            self._heal(index)
        return frame

    def _asked(self, inquiry: Inquiry) -> dict[DataProviderType, Feed]:
        return {provider: self._feeds[provider] for provider, _symbol in inquiry.feeds()}

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
        elif isinstance(fault, LagQuotes):
            feed.lags[index] = round(fault.late_s * 1_000_000)
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
