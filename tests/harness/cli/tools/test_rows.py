"""A row has what an operator looks for in its columns, and everything in its JSON."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from hubproof.client.sdk import models
from hubproof.contract.mesolive.callbacks import CALLBACKS
from hubproof.harness.cli.tools import rows
from hubproof.harness.cli.tools.sheet import Row

AT = datetime(2026, 1, 5, 14, 30, 0, 250_900, tzinfo=UTC)
TOLD = "2026-01-05T14:30:00.250Z"
SIGNAL = CALLBACKS["OnEntrySignal"]
ERROR = CALLBACKS["OnError"]


def told(row: Row) -> Any:
    return json.loads(row.json, parse_float=Decimal)


def test_an_agent_has_its_connector_and_status() -> None:
    one = models.AgentInfo(
        Connector=models.AgentConnector.Tastytrade,
        Status=models.AgentStatus.Offline,
        LastSnapshotTime=AT,
    )
    assert rows.agent(one).texts == ("Tastytrade", "Offline", TOLD)
    assert told(rows.agent(one))["Status"] == "Offline"
    assert rows.agent(models.AgentInfo()).texts == ("-", "-", "-")


def test_an_account_has_its_money_to_the_cent() -> None:
    one = models.LiveAccount(
        BrokerAccountId="ML1",
        BrokerType=models.BrokerType.Paper,
        AccountType="margin",
        Currency="USD",
        IsPaperAccount=True,
        NetLiquidationValue=Decimal("1234567.8"),
        ActivePositions=0,
    )
    row = rows.account(one)
    assert row.texts == ("ML1", "Paper", "margin", "yes", "USD", "1,234,567.80", "-", "0")
    assert told(row)["NetLiquidationValue"] == Decimal("1234567.8")
    assert len(row.texts) == len(rows.ACCOUNTS)


def test_a_strategy_has_its_underlying_and_accounts() -> None:
    one = models.LiveStrategy(
        Id=7,
        Name="condor",
        ActiveOnAccounts=["ML1", "U2"],
        Underlying=models.LiveUnderlying(Symbol="SPX"),
    )
    assert rows.strategy(one).texts == ("7", "condor", "SPX", "ML1 U2")
    assert rows.strategy(models.LiveStrategy(Id=7, Name="x")).texts == ("7", "x", "-", "-")
    assert told(rows.strategy(one))["Underlying"] == {"Symbol": "SPX"}


def test_a_quote_has_its_provider_its_prices_and_how_old_they_are() -> None:
    prices = models.LivePrices(
        SnapshotTime=AT, Bid=Decimal("1.10"), Ask=Decimal(0), BidAgeMs=1234, AskAgeMs=0
    )
    one = models.UnderlyingData(
        Symbol="SPX", Provider=models.DataProviderType.Tastytrade, Prices=prices
    )
    row = rows.quote(one)
    assert row.texts == (TOLD, "Tastytrade", "SPX", "1.10", "0", "-", "-", "1,234 ms", "0 ms")
    assert len(row.texts) == len(rows.QUOTES)
    assert told(row)["Prices"]["Bid"] == Decimal("1.10")


def signal(**more: Any) -> models.EntrySignalEvent:
    fields: dict[str, Any] = {
        "EventId": UUID(int=1),
        "EventSeqId": 57,
        "EventTime": AT,
        "State": models.SignalState.On,
        "StrategyId": 101,
        "StrategyName": "condor",
        "BrokerAccountId": "ML1",
    }
    return models.EntrySignalEvent(**(fields | more))


def test_an_event_has_its_number_time_kind_strategy_and_what_it_says() -> None:
    row = rows.event(SIGNAL, signal())
    assert row.texts == ("57", TOLD, "EntrySignal", "101", "State=On BrokerAccountId=ML1")
    assert list(told(row).items())[:2] == [
        ("Kind", "EntrySignal"),
        ("EventId", "00000000-0000-0000-0000-000000000001"),
    ]
    assert told(row)["EventSeqId"] == 57


def test_an_event_of_no_strategy_and_without_a_number_has_dashes() -> None:
    one = models.ErrorEvent(EventTime=AT, State=models.ErrorState.Active, ErrorId=UUID(int=2))
    assert rows.event(ERROR, one).texts == ("-", TOLD, "Error", "-", "State=Active")
    assert told(rows.event(ERROR, one))["Kind"] == "Error"


def test_a_long_statement_is_cut_off_in_the_column_and_whole_in_json() -> None:
    one = models.ErrorEvent(
        EventTime=AT, State=models.ErrorState.Active, ErrorId=UUID(int=2), Message="x" * 5_000
    )
    row = rows.event(ERROR, one)
    assert len(row.texts[-1]) == rows.DETAIL_MAX + 3
    assert row.texts[-1].endswith("x...")
    assert len(told(row)["Message"]) == 5_000
