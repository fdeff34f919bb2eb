"""Pages of history hold each event as it was called back, in the envelope of its kind."""

import json
import tracemalloc
from datetime import UTC, datetime
from typing import Any

import pytest

from hubproof.contract.mesolive import models, wire
from hubproof.contract.mesolive.callbacks import CALLBACKS
from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.simulator.world.effects import LoggedEvent
from hubproof.simulator.world.event_log import EventLog
from hubproof.simulator.world.history import PageWriter
from hubproof.simulator.world.paging import Pages
from hubproof.simulator.world.turn import Turn

DIALECTS = (OURS, Dialect.parse("camel,integers,strings,ticks"))


def event(callback: str, number: int = 7) -> LoggedEvent:
    """An event of one kind; its text is nobody's business here."""
    return LoggedEvent(number, f"id-{number}", callback, None, 0, b'{"told":[%d]}' % number)


@pytest.mark.parametrize("dialect", DIALECTS, ids=str)
@pytest.mark.parametrize("callback", CALLBACKS)
def test_every_callback_has_its_envelope_and_only_its_own_field_is_filled(
    callback: str, dialect: Dialect
) -> None:
    kind = CALLBACKS[callback].kind
    page = json.loads(PageWriter(dialect).page([event(callback)], None).text)
    (envelope,) = page[dialect.name("Events")]
    bare = wire.encode(models.MesoLiveEventEnvelope(Kind=kind), dialect)
    filled = {dialect.name(CALLBACKS[callback].envelope_field): {"told": [7]}}
    assert envelope == json.loads(bare) | filled
    assert len(envelope) == 18


@pytest.mark.parametrize("dialect", DIALECTS, ids=str)
@pytest.mark.parametrize("token", [None, 'a"b'])
def test_what_surrounds_the_events_is_what_the_model_would_say(
    dialect: Dialect, token: str | None
) -> None:
    writer = PageWriter(dialect)
    empty = models.GetEventsSinceResult(Events=[], ContinuationToken=token)
    assert writer.page([], token).text == wire.encode(empty, dialect)
    page = writer.page([event("OnError", 3), event("OnError", 8)], token)
    assert (page.seq_ids, page.token) == ((3, 8), token)
    told = json.loads(page.text)[dialect.name("Events")]
    assert [one[dialect.name("Error")]["told"] for one in told] == [[3], [8]]


@pytest.mark.parametrize("dialect", DIALECTS, ids=str)
def test_a_page_is_the_text_that_writing_its_models_would_give(
    drive: Any, dialect: Dialect
) -> None:
    world = drive(dialect=dialect)
    world.fill("fill", world.prepared())
    world.settle()
    asked = models.GetEventsSinceArgs(SinceEventSeqId=0)
    page = world.answer(world.call("GetEventsSince", asked))
    read = wire.decode(page.Data.text, models.GetEventsSinceResult)
    assert len({envelope.Kind for envelope in read.Events}) >= 4
    assert wire.encode(page, dialect) == wire.encode(
        models.MesoLiveApiResponse(Status=models.StatusCode.Success, Data=read), dialect
    )


def test_an_event_is_written_once_however_often_it_is_read(
    drive: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[object] = []
    write = wire.encode

    def encode(value: object, *more: Any) -> bytes:
        written.append(value)
        return write(value, *more)

    monkeypatch.setattr(wire, "encode", encode)
    world = drive()
    for _ in range(300):
        world.announce(same_state_ok=True)
    assert len([one for one in written if isinstance(one, models.Event)]) == 300
    written.clear()
    for after in (0, 150, 299):
        world.call("GetEventsSince", models.GetEventsSinceArgs(SinceEventSeqId=after))
    assert written == [None, None, None], "nothing but the tokens"


def test_the_work_of_a_page_is_that_of_its_events_and_not_of_the_log(drive: Any) -> None:
    world = drive(page_size_max=5)
    for _ in range(2000):
        world.announce(same_state_ok=True)
    looked: list[int] = []

    class Watched(list[LoggedEvent]):
        """A log that notices how much of it is looked at."""

        def __getitem__(self, place: Any) -> Any:
            found = super().__getitem__(place)
            looked.append(len(found) if isinstance(place, slice) else 1)
            return found

        def __iter__(self) -> Any:
            raise AssertionError("the whole log is gone through")

    log = world.world._log
    log._events = Watched(log._events)
    for after in (0, 1000, 1995):
        world.call("GetEventsSince", models.GetEventsSinceArgs(SinceEventSeqId=after))
    assert sum(looked) <= 3 * (5 + 12), "a page of five, and a search that halves 2,000 events"


def test_an_event_takes_less_than_a_kilobyte_of_the_log() -> None:
    turn = Turn(0, datetime(2026, 1, 5, tzinfo=UTC))
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    log = EventLog("a seed", Pages("a seed", 1000))
    for number in range(2000):
        signal = models.EntrySignalEvent(
            EventTime=turn.time,
            State=models.SignalState.On,
            StrategyId=number,
            StrategyName="Iron condor",
            BrokerAccountId="U2001",
            EntrySignalResult=models.EntrySignalsResult(
                Underlying=models.LiveUnderlying(Symbol="SPX", ContractType="Index"),
                Conditions=[models.ConditionEvaluation(Condition="entry", IsMet=True)],
            ),
        )
        log.publish(Turn(number, turn.time), signal, strategy_id=number)
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert taken / len(log) < 1024
