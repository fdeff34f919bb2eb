"""Quotes are shown as they come, and what verifies nothing is said."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from decimal import Decimal
from typing import Any

import pytest

from hubproof.client.sdk import MesoLiveDataHubClient
from hubproof.client.sdk.models import AgentStatus, DataProviderType, UnderlyingData
from hubproof.harness.cli.exits import NotVerifiedError
from hubproof.harness.cli.tools import quotes
from hubproof.simulator.faults.bad_quotes import BadQuotes
from hubproof.simulator.faults.drop_stream_items import DropStreamItems
from hubproof.simulator.faults.freeze_quotes import FreezeQuotes
from hubproof.simulator.journal import StreamEnded
from hubproof.simulator.world.commands import SetAgent

IB, TASTY = DataProviderType.InteractiveBrokers, DataProviderType.Tastytrade
SPX = quotes.Asked(symbol="SPX")


def named(*providers: DataProviderType, symbol: str = "SPX", **more: Any) -> quotes.Asked:
    return quotes.Asked(symbol=symbol, providers=providers, **more)


def test_the_connected_provider_is_asked_where_none_is_named(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        one = paper(seconds=3.0)
        await quotes.stream(hubs.access, SPX, one.sheet, one.watch)
        head, *items, summary = one.lines
        assert head.split()[:3] == ["time", "provider", "symbol"]
        assert len(items) >= 5
        assert {line.split()[1] for line in items} == {"InteractiveBrokers"}
        assert all(Decimal(line.split()[3]) > 0 for line in items)
        assert summary.startswith(f"SPX in 3.0 s: InteractiveBrokers {len(items)} quotes, the last")
        assert one.notes == []

    perform(act)


def test_several_providers_are_shown_side_by_side_and_the_hub_is_told_of_the_end(
    perform: Any, paper: Any
) -> None:
    async def act(hubs: Any) -> None:
        one = paper(seconds=2.0, is_json=True)
        await quotes.stream(hubs.access, named(IB, TASTY, IB), one.sheet, one.watch)
        told = [json.loads(line)["Provider"] for line in one.lines]
        assert set(told) == {"InteractiveBrokers", "Tastytrade"}
        (summary,) = one.notes
        for provider in ("InteractiveBrokers", "Tastytrade"):
            assert f"{provider} {told.count(provider)} quotes" in summary
        ends = [
            entry.reason
            for entry in hubs.simulator.journal.entries()
            if isinstance(entry, StreamEnded)
        ]
        assert len(ends) == 2

    perform(act)


def test_without_a_connected_agent_there_is_nobody_to_ask(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        hubs.happen(SetAgent(AgentStatus.Offline))
        one = paper(seconds=1.0)
        with pytest.raises(NotVerifiedError, match="name one with --provider"):
            await quotes.stream(hubs.access, SPX, one.sheet, one.watch)
        await quotes.stream(hubs.access, named(TASTY), one.sheet, one.watch)
        assert one.lines[-1].startswith("SPX in 1.0 s: Tastytrade")

    perform(act)


def test_an_unknown_symbol_ends_it_at_once(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        asked = named(IB, TASTY, symbol="NOPE")
        one = paper(seconds=60.0)
        with pytest.raises(NotVerifiedError, match="quotes of NOPE are not verified: Inter") as no:
            await quotes.stream(hubs.access, asked, one.sheet, one.watch)
        assert str(no.value).count("There is no underlying NOPE.") == 2
        assert one.watch.lasted_s < 1.0
        assert len(one.lines) == 1
        with pytest.raises(NotVerifiedError, match="quotes of NOPE are not verified: Inter") as no:
            await quotes.snapshot(hubs.access, asked, one.sheet)
        assert str(no.value).count("NotFound: There is no underlying NOPE.") == 2

    perform(act)


def test_a_snapshot_of_each_provider(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        one = paper()
        await quotes.snapshot(hubs.access, named(IB, TASTY), one.sheet)
        assert [line.split()[1] for line in one.lines[1:3]] == ["InteractiveBrokers", "Tastytrade"]
        assert one.lines[3].startswith("SPX: InteractiveBrokers 1 quote, the last ")

    perform(act)


def test_a_bound_on_the_age_is_kept(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        one = paper()
        asked = named(IB, max_age_ms=10_000)
        await quotes.snapshot(hubs.access, asked, one.sheet)
        await hubs.storm()
        await paper(seconds=12.0).watch.keep()
        with pytest.raises(NotVerifiedError, match="every quote was older than 10,000 ms"):
            await quotes.snapshot(hubs.access, asked, one.sheet)

    perform(act, faults=[FreezeQuotes(provider=IB.value, ordinal=1, for_s=60.0)])


def test_a_hub_that_falls_ends_it_and_what_was_seen_stands_there(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        one = paper(seconds=60.0)
        falls: list[Any] = []
        hubs.after(2.0, lambda: falls.append(hubs.fall()))
        with pytest.raises(NotVerifiedError, match=r"InteractiveBrokers: the connection ended"):
            await quotes.stream(hubs.access, SPX, one.sheet, one.watch)
        assert len(one.lines) > 3
        assert one.lines[-1].startswith("SPX in ")
        assert one.watch.lasted_s < 3.0
        await falls[0]

    perform(act)


def test_a_stream_that_the_hub_ends_verifies_nothing(
    perform: Any, paper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = MesoLiveDataHubClient.stream_underlying_data

    async def one_only(*args: Any) -> AsyncIterator[UnderlyingData]:
        async with aclosing(whole(*args)) as items:
            yield await anext(items)

    async def act(hubs: Any) -> None:
        one = paper(seconds=60.0)
        with pytest.raises(NotVerifiedError, match="InteractiveBrokers: the hub ended the stream"):
            await quotes.stream(hubs.access, SPX, one.sheet, one.watch)
        assert one.watch.lasted_s < 1.0

    monkeypatch.setattr(MesoLiveDataHubClient, "stream_underlying_data", one_only)
    perform(act)


def test_whoever_ends_it_early_is_told_what_was_seen(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        one = paper(seconds=60.0)
        hubs.after(2.0, one.watch.end)
        await quotes.stream(hubs.access, SPX, one.sheet, one.watch)
        assert 1.5 < one.watch.lasted_s < 2.5

    perform(act)


def test_a_provider_that_has_nothing_is_told_of_beside_one_that_quotes(
    perform: Any, paper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def both(*_: object) -> list[DataProviderType]:
        return [IB, TASTY]

    async def act(hubs: Any) -> None:
        await hubs.storm()
        one = paper(seconds=2.0)
        await quotes.stream(hubs.access, SPX, one.sheet, one.watch)
        assert one.lines[-1].endswith("; Tastytrade none")
        assert one.notes == ["Tastytrade: nothing came"]
        with pytest.raises(NotVerifiedError, match=r"Tastytrade: nothing came$"):
            await quotes.stream(hubs.access, named(IB, TASTY), one.sheet, paper(seconds=2.0).watch)

    monkeypatch.setattr(quotes, "connected_providers", both)
    perform(act, faults=[DropStreamItems(provider=TASTY.value, ordinal=1, for_s=60.0)])


def test_frames_that_are_no_numbers_are_no_quotes(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        await hubs.storm()
        one = paper(seconds=2.0)
        # Written as text it cannot be read; as a number it is one that nothing costs.
        says = "InteractiveBrokers: (nothing came|[0-9]+ frames came, none with a price)"
        with pytest.raises(NotVerifiedError, match=says):
            await quotes.stream(hubs.access, SPX, one.sheet, one.watch)

    perform(act, faults=[BadQuotes(provider=IB.value, ordinal=1, kind="nan", count=9)])
