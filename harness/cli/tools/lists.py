"""`agents list`, `accounts list`, `strategies list`: what the Control hub knows of the user.

The runbook's first check. A list that is empty verifies nothing, and nor do agents that are all
offline: they are listed, and nobody is there.
"""

from collections import Counter
from collections.abc import Sequence

from hubproof.client.sdk import MesoLiveControlHubClient, models
from hubproof.harness.cli.exits import NotVerifiedError
from hubproof.harness.cli.tools import rows
from hubproof.harness.cli.tools.access import Access
from hubproof.harness.cli.tools.pages import read_on
from hubproof.harness.cli.tools.sheet import Column, Row, Sheet


async def agents(access: Access, sheet: Sheet) -> None:
    """List the agents.

    Raises:
        UsageError: The key was refused.
        NotVerifiedError: None is there, or the hub did not say.
    """
    async with access.to(MesoLiveControlHubClient) as control:
        found = (await control.list_agents(models.ListAgentsArgs())).Agents
    if not found:
        raise NotVerifiedError("no agent is listed: no provider or broker is connected")
    sheet.table(rows.AGENTS, [rows.agent(one) for one in found])
    statuses = Counter("unknown" if one.Status is None else one.Status.lower() for one in found)
    counts = ", ".join(f"{count} {status}" for status, count in statuses.items())
    sheet.summary(f"{_count(len(found), 'agent')}: {counts}")
    if not any(is_there(one) for one in found):
        raise NotVerifiedError("every agent is offline: no provider or broker is connected")


def is_there(agent: models.AgentInfo) -> bool:
    """Whether an agent may be used: a hub that does not say how it is does not say it is away."""
    return agent.Status is not models.AgentStatus.Offline


async def accounts(access: Access, sheet: Sheet, limit: int) -> None:
    """List up to `limit` accounts.

    Raises:
        UsageError: The key was refused.
        NotVerifiedError: None is there, or the hub did not say.
    """
    async with access.to(MesoLiveControlHubClient) as control:

        async def fetch(
            size: int, token: str | None
        ) -> tuple[list[models.LiveAccount], str | None]:
            args = models.ListAccountsArgs(Limit=size, ContinuationToken=token)
            page = await control.list_accounts(args)
            return page.Accounts, page.ContinuationToken

        found, has_more = await read_on(fetch, limit)
    _show(sheet, "account", rows.ACCOUNTS, [rows.account(one) for one in found], has_more=has_more)


async def strategies(access: Access, sheet: Sheet, limit: int) -> None:
    """List up to `limit` strategies.

    Raises:
        UsageError: The key was refused.
        NotVerifiedError: None is there, or the hub did not say.
    """
    async with access.to(MesoLiveControlHubClient) as control:

        async def fetch(
            size: int, token: str | None
        ) -> tuple[list[models.LiveStrategy], str | None]:
            args = models.ListStrategiesArgs(Limit=size, ContinuationToken=token)
            page = await control.list_strategies(args)
            return page.Strategies, page.ContinuationToken

        found, has_more = await read_on(fetch, limit)
    listed = [rows.strategy(one) for one in found]
    _show(sheet, "strategy", rows.STRATEGIES, listed, has_more=has_more)


def _show(
    sheet: Sheet, what: str, columns: Sequence[Column], listed: Sequence[Row], *, has_more: bool
) -> None:
    if not listed:
        raise NotVerifiedError(f"no {what} is listed: this key has none")
    sheet.table(columns, listed)
    more = "; there are more, raise --limit to see them" if has_more else ""
    sheet.summary(f"{_count(len(listed), what)}{more}")


def _count(number: int, what: str) -> str:
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{number} {what if number == 1 else plural}"
