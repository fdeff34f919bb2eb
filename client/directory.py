"""What the hub says about accounts and strategies: which are paper, and what they trade on.

Read once at start, to the last page; a name that came later is asked for by itself. Whether an
account is paper is never guessed: the wrong execution call on the wrong account is a refused entry.
"""

from hubproof.client.context import Context
from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import MesoLiveApiException

PAGE_LIMIT = 200
"""Accounts or strategies for each page; the server may send fewer."""


class Directory:
    """Accounts by broker account id, strategies by id."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._control = context.control
        self._accounts: dict[str, models.LiveAccount] = {}
        self._strategies: dict[int, models.LiveStrategy] = {}

    async def load(self) -> None:
        """Verify that the hub knows our agents, accounts and strategies (OPS-1)."""
        for agent in (await self._control.list_agents(models.ListAgentsArgs())).Agents:
            if self._context.agents.learn(agent.Connector, agent.Status):
                self._context.surface(None, "an agent is offline; entries wait")
        await self._load_accounts()
        await self._load_strategies()

    async def account(self, broker_account_id: str) -> models.LiveAccount | None:
        """One account, or None where the hub has none of that id."""
        known = self._accounts.get(broker_account_id)
        if known is not None:
            return known
        args = models.GetAccountArgs(BrokerAccountId=broker_account_id)
        try:
            account = await self._context.read(lambda: self._control.get_account(args))
        except MesoLiveApiException as error:
            if error.status is models.StatusCode.NotFound:
                return None
            raise
        self._learn(account)
        return account

    async def underlying(self, strategy_id: int) -> models.LiveUnderlying | None:
        """What a strategy trades on, or None where the hub does not say."""
        known = self._strategies.get(strategy_id)
        if known is None:
            args = models.GetStrategyArgs(StrategyId=strategy_id)
            try:
                known = await self._context.read(lambda: self._control.get_strategy(args))
            except MesoLiveApiException as error:
                if error.status is models.StatusCode.NotFound:
                    return None
                raise
            self._strategies[strategy_id] = known
        return known.Underlying

    def symbols(self) -> list[str]:
        """What the strategies trade on, each symbol once."""
        found = [
            str(one.Underlying.Symbol)
            for one in self._strategies.values()
            if one.Underlying is not None and one.Underlying.Symbol is not None
        ]
        return sorted(dict.fromkeys(found))

    def _learn(self, account: models.LiveAccount) -> None:
        self._accounts[account.BrokerAccountId] = account
        self._context.agents.know(account)

    async def _load_accounts(self) -> None:
        token: str | None = None
        while True:
            args = models.ListAccountsArgs(Limit=PAGE_LIMIT, ContinuationToken=token)
            page = await self._control.list_accounts(args)
            for account in page.Accounts:
                self._learn(account)
            token = page.ContinuationToken
            if not token:
                return

    async def _load_strategies(self) -> None:
        token: str | None = None
        while True:
            args = models.ListStrategiesArgs(Limit=PAGE_LIMIT, ContinuationToken=token)
            page = await self._control.list_strategies(args)
            for strategy in page.Strategies:
                self._strategies[strategy.Id] = strategy
            token = page.ContinuationToken
            if not token:
                return
