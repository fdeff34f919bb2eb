"""A dump shows what arrives, and says what it means where nothing does."""

import json
from typing import Any

import pytest

from hubproof.client.sdk import MesoLiveEventHubClient
from hubproof.harness.cli.exits import NotVerifiedError
from hubproof.harness.cli.tools.dump import dump


def test_callbacks_are_shown_as_they_come(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        one = paper(seconds=5.0)
        hubs.after(1.0, lambda: hubs.announce(101))
        hubs.after(2.0, lambda: hubs.announce(102))
        hubs.after(2.5, lambda: len(one.lines) == 3 or pytest.fail("they come too late"))
        hubs.after(3.0, lambda: hubs.announce(101, "Off"))
        await dump(hubs.access, None, one.sheet, one.watch)
        head, *events, summary = one.lines
        assert head.split() == ["seq", "id", "time", "kind", "strategy", "says"]
        assert [line.split()[0] for line in events] == ["1", "2", "3"]
        assert events[0].split()[2:] == ["EntrySignal", "101", "State=On", "BrokerAccountId=ML1001"]
        assert summary == (
            "3 events, EventSeqId 1 to 3 (3 EntrySignal) in 5.0 s; subscribed to all strategies:"
            " 101, 102, 103, 104"
        )

    perform(act)


def test_what_the_hub_says_on_connecting_is_shown_and_counts(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        hubs.announce(102)
        one = paper(seconds=2.0, is_json=True)
        await dump(hubs.access, [101, 102], one.sheet, one.watch)
        (line,) = one.lines
        assert (json.loads(line)["Kind"], json.loads(line)["StrategyId"]) == ("EntrySignal", 102)
        assert one.notes == [
            "1 event, EventSeqId 1 (1 EntrySignal) in 2.0 s; subscribed to strategies: 101, 102"
        ]

    perform(act)


@pytest.mark.parametrize(
    ("meanwhile", "says"),
    [
        ([], "about strategy 101, 103: the log was quiet at EventSeqId 1, so nothing shows"),
        ([104], "about strategy 101, 103, while the log went on from EventSeqId 1 to 2, which may"),
    ],
)
def test_what_it_says_of_other_strategies_verifies_nothing_of_those_that_were_named(
    perform: Any, paper: Any, meanwhile: list[int], says: str
) -> None:
    async def act(hubs: Any) -> None:
        hubs.announce(102)
        one = paper(seconds=2.0)
        for strategy in meanwhile:
            hubs.after(1.0, lambda strategy=strategy: hubs.announce(strategy))
        with pytest.raises(NotVerifiedError, match=f"no callback came that is {says}"):
            await dump(hubs.access, [101, 103], one.sheet, one.watch)
        assert one.lines[-1].startswith("1 event, EventSeqId 1 (1 EntrySignal)"), "it is shown"

    perform(act)


def test_only_the_strategies_that_were_named_are_subscribed_to(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        one = paper(seconds=5.0)
        for strategy in (101, 102, 103):
            hubs.after(1.0, lambda strategy=strategy: hubs.announce(strategy))
        await dump(hubs.access, [103, 101, 103], one.sheet, one.watch)
        assert [line.split()[3] for line in one.lines[1:-1]] == ["101", "103"]
        assert one.lines[-1].endswith("subscribed to strategies: 103, 101")

    perform(act)


def test_a_quiet_log_verifies_nothing_and_is_told_so(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        one = paper(seconds=5.0)
        with pytest.raises(NotVerifiedError, match="no callback came: the log was quiet at Event"):
            await dump(hubs.access, None, one.sheet, one.watch)
        (summary,) = one.lines
        assert summary.startswith("no event in 5.0 s; subscribed to all strategies")

    perform(act)


def test_a_log_that_goes_on_without_callbacks_is_another_matter(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        one = paper(seconds=5.0)
        hubs.after(1.0, lambda: hubs.announce(102))
        says = r"went on from EventSeqId 0 to 1, which may be other strategies' events$"
        with pytest.raises(NotVerifiedError, match=says):
            await dump(hubs.access, [101], one.sheet, one.watch)

    perform(act)


def test_a_hub_that_tells_nobody_is_found_out(
    perform: Any, paper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act(hubs: Any) -> None:
        monkeypatch.setattr(MesoLiveEventHubClient, "on_entry_signal", lambda *_: None)
        one = paper(seconds=5.0)
        hubs.after(1.0, lambda: hubs.announce(102))
        with pytest.raises(NotVerifiedError, match=r"went on from EventSeqId 0 to 1$"):
            await dump(hubs.access, None, one.sheet, one.watch)

    perform(act)


def test_strategies_that_nobody_has_are_refused_at_once(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        one = paper(seconds=60.0)
        with pytest.raises(NotVerifiedError, match=r"to none of these: 998, 999$"):
            await dump(hubs.access, [998, 999], one.sheet, one.watch)
        assert one.watch.lasted_s == 0.0

    perform(act)


def test_one_strategy_that_nobody_has_spoils_it_in_the_end(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        one = paper(seconds=3.0)
        hubs.after(1.0, lambda: hubs.announce(101))
        with pytest.raises(NotVerifiedError, match=r"does not subscribe this key to these: 999$"):
            await dump(hubs.access, [101, 999], one.sheet, one.watch)
        assert one.lines[-1].startswith("1 event, EventSeqId 1 ")

    perform(act)


def test_a_hub_that_falls_ends_it_and_the_cursor_is_told(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        one = paper(seconds=60.0)
        falls: list[Any] = []
        hubs.after(1.0, hubs.announce)
        hubs.after(2.0, lambda: falls.append(hubs.fall()))
        with pytest.raises(NotVerifiedError, match="connection was lost, after EventSeqId 1: "):
            await dump(hubs.access, None, one.sheet, one.watch)
        assert one.watch.lasted_s < 3.0
        assert one.lines[-1].startswith("1 event, ")
        await falls[0]

    perform(act)


def test_whoever_ends_it_early_is_told_what_was_seen(perform: Any, paper: Any) -> None:
    async def act(hubs: Any) -> None:
        one = paper(seconds=60.0)
        hubs.after(1.0, hubs.announce)
        hubs.after(2.0, one.watch.end)
        await dump(hubs.access, None, one.sheet, one.watch)
        assert one.lines[-1].startswith("1 event, ")

    perform(act)
