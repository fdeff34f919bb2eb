"""Broker accounts: what they hold, and which of the two executions each takes.

An account never changes sides: whether it is paper decides which execution it takes, so two parts
that disagreed about it would let a plan be executed both ways.
"""

from collections.abc import Callable
from datetime import datetime

from hubproof.contract.mesolive.assumed import assumed_status
from hubproof.contract.mesolive.models import (
    GetAccountArgs,
    ListAccountsArgs,
    ListAccountsResult,
    LiveAccount,
)
from hubproof.simulator.world.agents import Agents
from hubproof.simulator.world.funds import Funds
from hubproof.simulator.world.paging import Pages
from hubproof.simulator.world.refusal import invalid, not_found
from hubproof.simulator.world.setup import AccountSetup, WorldSetup
from hubproof.simulator.world.turn import Turn

_WRONG_KIND = assumed_status("plan.wrong_account_kind")


class Accounts:
    """The user's accounts; `open_positions` counts the positions on one of them."""

    def __init__(  # noqa: PLR0913  # what an account tells of, each by its name
        self,
        setup: WorldSetup,
        pages: Pages,
        *,
        created_at: datetime,
        open_positions: Callable[[str], int],
        agents: Agents,
        funds: Funds,
    ) -> None:
        self._funds = funds
        self._agents = agents
        self._setup = setup
        self._pages = pages
        self._created_at = created_at
        self._open_positions = open_positions
        self._by_id = {account.id: account for account in setup.accounts}

    def named(self, account_id: str) -> AccountSetup:
        """The account with this id.

        Raises:
            Refused: There is none.
        """
        account = self._by_id.get(account_id)
        if account is None:
            raise not_found("account", account_id)
        return account

    def require(self, account_id: str, *, paper: bool) -> AccountSetup:
        """The account, which must be a paper one or a live one.

        Raises:
            Refused: There is none, or it is of the other kind.
        """
        account = self.named(account_id)
        if account.is_paper != paper:
            kind, method = (
                ("paper", "ApplyPaperFills") if account.is_paper else ("live", "SendOrder")
            )
            message = f"{account_id} is a {kind} account: use {method}."
            raise invalid("BrokerAccountId", message, status=_WRONG_KIND)
        return account

    def page(self, turn: Turn, args: ListAccountsArgs) -> ListAccountsResult:
        """ListAccounts."""
        accounts, token = self._pages.cut(
            self._setup.accounts,
            lambda _account: True,
            scope="ListAccounts",
            limit=args.Limit,
            token=args.ContinuationToken,
        )
        views = [self._view(turn, account) for account in accounts]
        return ListAccountsResult(Accounts=views, ContinuationToken=token)

    def read(self, turn: Turn, args: GetAccountArgs) -> LiveAccount:
        """GetAccount."""
        return self._view(turn, self.named(args.BrokerAccountId))

    def _view(self, turn: Turn, account: AccountSetup) -> LiveAccount:
        balance = self._funds.balance(account, turn.now)
        return LiveAccount(
            BrokerAccountId=account.id,
            BrokerType=account.broker,
            AccountType=account.account_type,
            Currency=self._setup.currency,
            IsPaperAccount=account.is_paper,
            NetLiquidationValue=balance.net_liquidation,
            MaintenanceMarginReq=balance.margin,
            Cash=balance.cash,
            LastUpdated=self._agents.seen(account, turn.time),
            CreatedAt=self._created_at,
            ActivePositions=self._open_positions(account.id),
        )
