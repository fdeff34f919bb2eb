"""`data underlying stream` and `snapshot`: whether quotes come, whose, and how old they are.

The runbook asks by symbol alone and the hub wants a provider, so the agents say which there are.
Several providers are asked side by side: where they differ, that is worth seeing.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from hubproof.client.sdk import MesoLiveControlHubClient, MesoLiveDataHubClient, models
from hubproof.client.sdk.exceptions import MesoLiveApiException, MesoLiveSignalRError
from hubproof.harness.cli.exits import NotVerifiedError
from hubproof.harness.cli.tools import rows
from hubproof.harness.cli.tools.access import Access
from hubproof.harness.cli.tools.lists import is_there
from hubproof.harness.cli.tools.sheet import Roll, Sheet
from hubproof.harness.cli.tools.tally import Tally, is_verified
from hubproof.harness.cli.tools.watch import Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose quotes of what: no provider stands for every one with an agent."""

    symbol: str
    providers: Sequence[models.DataProviderType] = ()
    max_age_ms: int | None = None

    def tallies(self, providers: Sequence[models.DataProviderType]) -> list[Tally]:
        """A tally for each provider, once."""
        return [Tally(one, self.max_age_ms) for one in dict.fromkeys(providers)]


async def stream(access: Access, asked: Asked, sheet: Sheet, watch: Watch) -> None:
    """Show the quotes that come during the watch.

    Raises:
        UsageError: The key was refused.
        NotVerifiedError: Too few providers quoted, or the connection was lost.
    """
    tallies = asked.tallies(asked.providers or await connected_providers(access))
    roll = Roll(sheet, rows.QUOTES)
    async with access.to(MesoLiveDataHubClient) as data:
        following = asyncio.create_task(_follow_all(data, asked, tallies, roll, watch))
        try:
            await watch.keep()
        finally:
            following.cancel()
            await asyncio.wait([following])
        if not following.cancelled():
            following.result()
    _conclude(tallies, asked, sheet, f" in {watch.lasted_s:.1f} s")


async def snapshot(access: Access, asked: Asked, sheet: Sheet) -> None:
    """Show the quotes as they stand.

    Raises:
        UsageError: The key was refused.
        NotVerifiedError: Too few providers quoted, or the connection was lost.
    """
    tallies = asked.tallies(asked.providers or await connected_providers(access))
    roll = Roll(sheet, rows.QUOTES)
    async with access.to(MesoLiveDataHubClient) as data:
        for one in tallies:
            await _asking(one, _read(data, asked, one, roll))
    _conclude(tallies, asked, sheet, "")


async def connected_providers(access: Access) -> list[models.DataProviderType]:
    """The providers with an agent that is not offline.

    Raises:
        UsageError: The key was refused.
        NotVerifiedError: There is none.
    """
    async with access.to(MesoLiveControlHubClient) as control:
        agents = (await control.list_agents(models.ListAgentsArgs())).Agents
    names = [one.Connector.value for one in agents if one.Connector is not None and is_there(one)]
    found = [one for one in models.DataProviderType if one.value in names]
    if not found:
        raise NotVerifiedError(
            "no agent of a data provider is connected; name one with --provider to ask it anyway"
        )
    return found


async def _follow_all(
    data: MesoLiveDataHubClient, asked: Asked, tallies: Sequence[Tally], roll: Roll, watch: Watch
) -> None:
    """Follow all providers at the same time; where nothing is left to see the watch is over."""
    try:
        await asyncio.gather(*(_asking(one, _follow(data, asked, one, roll)) for one in tallies))
    finally:
        watch.end()


async def _asking(tally: Tally, look: Awaitable[None]) -> None:
    """Look at one provider, and note why that came to an end: the others may do better."""
    try:
        await look
    except (MesoLiveApiException, MesoLiveSignalRError) as error:
        tally.failed = str(error)


async def _follow(data: MesoLiveDataHubClient, asked: Asked, tally: Tally, roll: Roll) -> None:
    args = models.StreamUnderlyingDataArgs(Symbol=asked.symbol, Provider=tally.provider)
    async with aclosing(data.stream_underlying_data(args)) as items:
        async for item in items:
            tally.take(item.Prices)
            roll.add(rows.quote(item))
    tally.failed = "the hub ended the stream"


async def _read(data: MesoLiveDataHubClient, asked: Asked, tally: Tally, roll: Roll) -> None:
    args = models.GetUnderlyingSnapshotArgs(Symbol=asked.symbol, Provider=tally.provider)
    item = await data.get_underlying_snapshot(args)
    tally.take(item.Prices)
    roll.add(rows.quote(item))


def _conclude(tallies: Sequence[Tally], asked: Asked, sheet: Sheet, when: str) -> None:
    troubles = [trouble for one in tallies if (trouble := one.trouble()) is not None]
    sheet.summary(f"{asked.symbol}{when}: {'; '.join(one.says() for one in tallies)}")
    if not is_verified(tallies, is_named=bool(asked.providers)):
        raise NotVerifiedError(f"quotes of {asked.symbol} are not verified: {'; '.join(troubles)}")
    for trouble in troubles:
        sheet.note(trouble)
