"""The guide's replay loop against the simulator: every event exactly once, whatever the pages.

The loop moves SinceEventSeqId along with the events it has read and sends the token as well. A
server for which the id won, or that added the two up, would skip or repeat events.
"""

import asyncio
import hashlib
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import hubproof.client.sdk
from hubproof.client.sdk import models

LOOP = Path(__file__).with_name("replay_loop.py")
LOOP_SHA256 = "2dcf5bc395ff48357041c6dcab743c26020be6abb2d30ca134c9d011ebbf95c3"


@pytest.fixture
def guide(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The loop, loaded as if the vendor's package were installed and were ours."""
    monkeypatch.setitem(sys.modules, "mesolive_sdk", hubproof.client.sdk)
    spec = importlib.util.spec_from_file_location("replay_loop", LOOP)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Reader:
    """Stands where the loop expects a client, passes its calls on, and keeps what crossed."""

    def __init__(self, client: Any, meanwhile: Any = None) -> None:
        self._client = client
        self._meanwhile = meanwhile
        self.asked: list[models.GetEventsSinceArgs] = []
        self.pages: list[list[int]] = []

    async def get_events_since(
        self, args: models.GetEventsSinceArgs
    ) -> models.GetEventsSinceResult:
        self.asked.append(args)
        page: models.GetEventsSinceResult = await self._client.get_events_since(args)
        self.pages.append([payload(envelope).EventSeqId for envelope in page.Events])
        if self._meanwhile is not None:
            await self._meanwhile()
        return page

    @property
    def delivered(self) -> list[int]:
        return [seq_id for page in self.pages for seq_id in page]


def payload(envelope: models.MesoLiveEventEnvelope) -> Any:
    return getattr(envelope, envelope.Kind.value)


async def log(stage: Any, events: int) -> None:
    """Let that many more events happen."""
    for _ in range(events):
        stage.announce(again=True)
    await asyncio.sleep(0.001)


@pytest.mark.parametrize(
    ("events", "page_size_max", "pages"),
    [
        (0, 7, [0]),
        (1, 7, [1]),
        (7, 7, [7]),
        (8, 7, [7, 1]),
        (300, 7, [7] * 42 + [6]),
        (1_000, 1_000, [1_000]),
        (2_500, 1_000, [1_000, 1_000, 500]),
    ],
)
def test_the_pages_deliver_every_event_once_and_the_cursor_is_the_last(
    perform: Any, guide: ModuleType, events: int, page_size_max: int, pages: list[int]
) -> None:
    async def act(stage: Any) -> None:
        await log(stage, events)
        reader = Reader(await stage.event())
        cursor = await guide.replay(reader, cursor=0)
        assert reader.delivered == list(range(1, events + 1))
        assert cursor == events
        assert [len(page) for page in reader.pages] == pages

    perform(act, page_size_max=page_size_max)


def test_the_token_wins_over_the_id_that_the_loop_moves_along(
    perform: Any, guide: ModuleType
) -> None:
    async def act(stage: Any) -> None:
        await log(stage, 8)
        reader = Reader(await stage.event())
        await guide.replay(reader, cursor=0)
        assert [args.SinceEventSeqId for args in reader.asked] == [0, 3, 6]
        assert reader.asked[0].ContinuationToken is None
        assert all(args.ContinuationToken for args in reader.asked[1:])
        assert reader.pages == [[1, 2, 3], [4, 5, 6], [7, 8]]

    perform(act, page_size_max=3)


@pytest.mark.parametrize("since", [0, 1, 3, 5, 8, 1_000])
def test_with_a_token_the_id_means_nothing(perform: Any, since: int) -> None:
    async def act(stage: Any) -> None:
        await log(stage, 8)
        client = await stage.event()
        first = await client.get_events_since(models.GetEventsSinceArgs(SinceEventSeqId=0))
        second = await client.get_events_since(
            models.GetEventsSinceArgs(
                SinceEventSeqId=since, ContinuationToken=first.ContinuationToken
            )
        )
        assert [payload(envelope).EventSeqId for envelope in second.Events] == [4, 5, 6]

    perform(act, page_size_max=3)


@pytest.mark.parametrize("cursor", [1, 99, 299, 300])
def test_from_a_cursor_on_it_delivers_what_is_newer(
    perform: Any, guide: ModuleType, cursor: int
) -> None:
    async def act(stage: Any) -> None:
        await log(stage, 300)
        reader = Reader(await stage.event())
        assert await guide.replay(reader, cursor=cursor) == 300
        assert reader.delivered == list(range(cursor + 1, 301))

    perform(act, page_size_max=50)


def test_events_that_happen_while_it_reads_are_delivered_too(
    perform: Any, guide: ModuleType
) -> None:
    async def act(stage: Any) -> None:
        growing = iter([20, 20, 20])

        async def meanwhile() -> None:
            await log(stage, next(growing, 0))

        await log(stage, 120)
        reader = Reader(await stage.event(), meanwhile)
        assert await guide.replay(reader, cursor=0) == 180
        assert reader.delivered == list(range(1, 181))

    perform(act, page_size_max=50)


def test_events_of_every_kind_that_a_trade_leaves_are_delivered(
    perform: Any, guide: ModuleType
) -> None:
    async def act(stage: Any) -> None:
        await log(stage, 1)
        control = await stage.control()
        await control.apply_paper_fills(
            stage.fills("fill", await stage.prepared(control, "ML1001"))
        )
        reader = Reader(await stage.event())
        cursor = await guide.replay(reader, cursor=0)
        assert reader.delivered == list(range(1, cursor + 1))
        latest = await stage.event()
        assert (await latest.get_latest_event_seq_id()).LatestEventSeqId == cursor >= 4

    perform(act, page_size_max=1)


def test_the_loop_is_still_the_guides_and_knows_every_payload_of_the_contract() -> None:
    source = LOOP.read_text(encoding="utf-8")
    loop = source[source.index("def envelope_seq_id") :]
    assert hashlib.sha256(loop.encode()).hexdigest() == LOOP_SHA256
    named = re.findall(r"^        env\.(\w+),$", source, re.MULTILINE)
    assert named == [kind.value for kind in models.MesoLiveEventKind]
