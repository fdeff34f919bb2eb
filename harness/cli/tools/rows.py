"""Rows: what the hubs told, as texts in columns and as JSON in our own dialect.

A column is there for what an operator looks for; the JSON has everything. What a hub left out is a
dash: an empty cell would shift whatever reads columns.
"""

from datetime import datetime
from decimal import Decimal

from hubproof.client.sdk import models
from hubproof.contract.mesolive import wire
from hubproof.contract.mesolive.callbacks import Callback
from hubproof.harness.cli.tools.sheet import Column, Row

NOTHING = "-"
DETAIL_MAX = 200
"""Of what an event says beside its columns; a strategy's whole statement is a matter for --json."""

AGENTS = (Column("connector"), Column("status"), Column("last snapshot"))
ACCOUNTS = (
    *(Column("account"), Column("broker"), Column("type"), Column("paper"), Column("currency")),
    *(Column("net liquidation", is_number=True), Column("cash", is_number=True)),
    Column("positions", is_number=True),
)
STRATEGIES = (
    *(Column("id", is_number=True), Column("name"), Column("underlying"), Column("active on")),
)
TIME = Column("time", len("2026-01-05T14:30:00.000Z"))
QUOTES = (
    *(TIME, Column("provider", len("InteractiveBrokers")), Column("symbol", 6)),
    *(Column(name, 10, is_number=True) for name in ("bid", "ask", "last", "mark")),
    *(Column(name, 8, is_number=True) for name in ("bid age", "ask age")),
)
EVENTS = (
    *(Column("seq id", 8, is_number=True), TIME, Column("kind", 18), Column("strategy", 8)),
    Column("says"),
)

_IN_COLUMNS = ("EventId", "EventSeqId", "EventTime", "StrategyId", "StrategyName")


def agent(one: models.AgentInfo) -> Row:
    """A row of AGENTS."""
    return Row((_text(one.Connector), _text(one.Status), _time(one.LastSnapshotTime)), _json(one))


def account(one: models.LiveAccount) -> Row:
    """A row of ACCOUNTS."""
    texts = (
        *(one.BrokerAccountId, _text(one.BrokerType), one.AccountType),
        *("yes" if one.IsPaperAccount else "no", one.Currency),
        *(_money(one.NetLiquidationValue), _money(one.Cash), _text(one.ActivePositions)),
    )
    return Row(texts, _json(one))


def strategy(one: models.LiveStrategy) -> Row:
    """A row of STRATEGIES."""
    symbol = None if one.Underlying is None else one.Underlying.Symbol
    accounts = " ".join(one.ActiveOnAccounts) or NOTHING
    return Row((str(one.Id), one.Name, _text(symbol), accounts), _json(one))


def quote(one: models.UnderlyingData) -> Row:
    """A row of QUOTES."""
    prices = one.Prices
    texts = (
        *(_time(prices.SnapshotTime), _text(one.Provider), one.Symbol),
        *map(_text, (prices.Bid, prices.Ask, prices.Last, prices.Mark)),
        *map(_age, (prices.BidAgeMs, prices.AskAgeMs)),
    )
    return Row(texts, _json(one))


def event(callback: Callback, one: models.Event) -> Row:
    """A row of EVENTS; its JSON is the event's own with the Kind that the history calls it by."""
    texts = (
        *(_text(one.EventSeqId), _time(one.EventTime), callback.kind.value),
        *(_text(getattr(one, "StrategyId", None)), _says(one)),
    )
    kind = f'{{"Kind":"{callback.kind.value}",'
    return Row(texts, kind.encode() + _json(one)[1:])


def _says(one: models.Event) -> str:
    """What is particular to an event, as far as it is said in a word or a number."""
    told = [
        f"{name}={value}"
        for name in one.__struct_fields__
        if name not in _IN_COLUMNS
        and isinstance(value := getattr(one, name), str | int | Decimal)
        and value != ""
    ]
    text = " ".join(told)
    return text if len(text) <= DETAIL_MAX else f"{text[:DETAIL_MAX]}..."


def _text(value: object) -> str:
    """A text that may be missing."""
    return NOTHING if value is None or value == "" else f"{value}"


def _money(amount: Decimal | None) -> str:
    return NOTHING if amount is None else f"{amount:,.2f}"


def _age(milliseconds: int | None) -> str:
    return NOTHING if milliseconds is None else f"{milliseconds:,} ms"


def _time(time: datetime | None) -> str:
    if time is None:
        return NOTHING
    return time.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _json(one: object) -> bytes:
    return wire.encode(one)
