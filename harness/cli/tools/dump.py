"""`events dump`: the callbacks of the Event hub as they come, those before the subscription too.

What the runbook wants to see verified is that callbacks arrive, so a dump without one verifies
nothing; nor does one of named strategies that hears of others alone, as the hub tells on connecting
whatever is active. The history says what that means: a quiet log, or one that went on and told
nobody. Nothing is left out, and nothing is told twice that the hub told once: what repeats was
repeated.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from hubproof.client.sdk import MesoLiveEventHubClient, models
from hubproof.contract.mesolive.callbacks import CALLBACKS, Callback
from hubproof.harness.cli.exits import NotVerifiedError
from hubproof.harness.cli.tools import rows
from hubproof.harness.cli.tools.access import Access
from hubproof.harness.cli.tools.sheet import Roll, Sheet
from hubproof.harness.cli.tools.watch import Watch


@dataclass(slots=True)
class Heard:
    """The callbacks that came: how many of each kind, and between which sequence ids.

    `count` is of those that are about the strategies `wanted`; None is any, and none.
    """

    wanted: Sequence[int] | None = None
    count: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    first: int | None = None
    last: int | None = None

    def take(self, callback: Callback, event: models.Event) -> None:
        """One more."""
        self.kinds[callback.kind.value] += 1
        if self.wanted is None or getattr(event, "StrategyId", None) in self.wanted:
            self.count += 1
        seq_id = event.EventSeqId
        if seq_id is not None:
            self.first = seq_id if self.first is None else min(self.first, seq_id)
            self.last = seq_id if self.last is None else max(self.last, seq_id)

    def says(self) -> str:
        """All of them in a few words."""
        count = self.kinds.total()
        if not count:
            return "no event"
        to = f" to {self.last}" if self.last != self.first else ""
        ids = f", EventSeqId {self.first}{to}" if self.first is not None else ""
        kinds = ", ".join(f"{number} {kind}" for kind, number in self.kinds.items())
        return f"{count} event{'' if count == 1 else 's'}{ids} ({kinds})"


async def dump(
    access: Access, strategies: Sequence[int] | None, sheet: Sheet, watch: Watch
) -> None:
    """Show the callbacks that come during the watch; None subscribes to all strategies.

    Raises:
        UsageError: The key was refused.
        NotVerifiedError: No callback came, or none of the strategies that were named, one of them
            could not be subscribed to, or the connection was lost.
    """
    wanted = None if strategies is None else list(dict.fromkeys(strategies))
    heard, roll = Heard(wanted), Roll(sheet, rows.EVENTS)
    lost: list[str] = []

    def lose(reason: str) -> None:
        lost.append(reason)
        watch.end()

    def prepare(hub: MesoLiveEventHubClient) -> None:
        for callback in CALLBACKS.values():
            getattr(hub, callback.registration)(partial(_show, heard, roll, callback))
        hub.on_disconnected(lose)

    async with access.to(MesoLiveEventHubClient, prepare) as hub:
        args = models.SubscribeToStrategiesArgs(Strategies=wanted)
        told = await hub.subscribe_to_strategies(args)
        refused = ", ".join(map(str, told.FailedStrategies))
        if wanted and not told.SuccessfulStrategies:
            raise NotVerifiedError(f"the hub subscribes this key to none of these: {refused}")
        before = (await hub.get_latest_event_seq_id()).LatestEventSeqId
        await watch.keep()
        whose = "all strategies" if wanted is None else "strategies"
        ids = ", ".join(map(str, told.SuccessfulStrategies)) or "none so far"
        sheet.summary(f"{heard.says()} in {watch.lasted_s:.1f} s; subscribed to {whose}: {ids}")
        if lost:
            after = f", after EventSeqId {heard.last}" if heard.last is not None else ""
            raise NotVerifiedError(f"the connection was lost{after}: {lost[0]}")
        if not heard.count:
            newest = (await hub.get_latest_event_seq_id()).LatestEventSeqId
            raise NotVerifiedError(_silence(before, newest, heard))
    if refused:
        raise NotVerifiedError(f"the hub does not subscribe this key to these: {refused}")


def _show(heard: Heard, roll: Roll, callback: Callback, event: models.Event) -> None:
    heard.take(callback, event)
    roll.add(rows.event(callback, event))


def _silence(before: int, newest: int, heard: Heard) -> str:
    """What it means that no callback came while the history went from one event to another."""
    others = ""
    nothing = "subscribed, and no callback came"
    if heard.wanted is not None:
        others = ", which may be other strategies' events"
        if heard.kinds:
            named = ", ".join(map(str, heard.wanted))
            nothing = f"subscribed, and no callback came that is about strategy {named}"
    if newest <= before:
        return (
            f"{nothing}: the log was quiet at EventSeqId {newest}, so"
            " nothing shows that callbacks arrive; look on longer with --seconds"
        )
    return f"{nothing}, while the log went on from EventSeqId {before} to {newest}{others}"
