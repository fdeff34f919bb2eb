"""Funds: what every account has paid, holds and is worth, from the fills alone.

Fills are kept and put into the books when somebody asks: a run that reads no account pays for none.
An account is worth its books and what else it had at the beginning, which never changes. Paper
accounts are charged no commission (contract: paper tracking gets no commissions).
"""

from dataclasses import dataclass
from decimal import Decimal

from hubproof.contract.mesolive.models import LiveContract
from hubproof.simulator.market.instrument import Instrument, instrument_of
from hubproof.simulator.market.ledger import Ledger, Trade, booked, opened, statement
from hubproof.simulator.market.margin import requirement
from hubproof.simulator.world.exchange import Exchange
from hubproof.simulator.world.setup import AccountSetup, WorldSetup

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """An account's money, in the setup's currency; no margin is known before the first trade."""

    cash: Decimal
    net_liquidation: Decimal
    margin: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """So many contracts at a price, in points."""

    contract: LiveContract
    qty: int
    price: Decimal


class Funds:
    """The books of all accounts."""

    def __init__(self, setup: WorldSetup, exchange: Exchange) -> None:
        self._exchange = exchange
        self._commissions = setup.commissions
        self._accounts = {account.id: account for account in setup.accounts}
        self._ledgers = {account.id: opened(account.cash) for account in setup.accounts}
        self._waiting: dict[str, list[Fill]] = {account.id: [] for account in setup.accounts}
        self._marks: dict[Instrument, Decimal] = {}
        self._spots: dict[str, Decimal] = {}

    def commission(self, account_id: str, contract: LiveContract, qty: int) -> Decimal:
        """What the broker charges for a fill."""
        if self._accounts[account_id].is_paper:
            return Decimal(0)
        return self._commissions.on(instrument_of(contract), qty)

    def take(self, account_id: str, fill: Fill) -> None:
        """Take a fill into account."""
        self._waiting[account_id].append(fill)

    def balance(self, account: AccountSetup, now: int) -> Balance:
        """The account's money at what its contracts are quoted at."""
        ledger = self._ledger(account.id)
        if not (ledger.holdings or ledger.realised or ledger.commissions):
            return Balance(
                cash=account.cash, net_liquidation=account.net_liquidation_value, margin=None
            )
        self._mark(ledger, now)
        told = statement(ledger, self._marks)
        besides = account.net_liquidation_value - account.cash
        qtys = {one: held.qty for one, held in ledger.holdings.items()}
        return Balance(
            cash=told.cash.quantize(_CENT),
            net_liquidation=(told.net_liquidation + besides).quantize(_CENT),
            margin=requirement(qtys, self._marks, self._spots),
        )

    def _mark(self, ledger: Ledger, now: int) -> None:
        """What is held costs what it is quoted at; what nobody quotes costs what it last did."""
        for one in ledger.holdings:
            mark = self._exchange.shown(((one, 1),), now).mark
            spot = self._exchange.underlying(one.symbol, now).mark
            if mark is not None and spot is not None:
                self._marks[one], self._spots[one.symbol] = mark, spot

    def _ledger(self, account_id: str) -> Ledger:
        ledger, waiting = self._ledgers[account_id], self._waiting[account_id]
        for fill in waiting:
            instrument = instrument_of(fill.contract)
            self._marks[instrument] = fill.price
            commission = self.commission(account_id, fill.contract, fill.qty)
            trade = Trade(
                instrument=instrument, qty=fill.qty, price=fill.price, commission=commission
            )
            ledger = booked(ledger, trade)
        waiting.clear()
        self._ledgers[account_id] = ledger
        return ledger
