"""A kill is a kill: nothing of the victim runs again, and everybody else lives on."""

import asyncio
import gc
import random
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import web

from hubproof.harness.virtual import LIFE, Life, VirtualLoop, run_virtual

Pair = Callable[[], Awaitable[tuple[Any, Any]]]


def run(main: Coroutine[Any, Any, None]) -> None:
    run_virtual(main, rng=random.Random(1), horizon_s=600)


def here() -> VirtualLoop:
    return cast("VirtualLoop", asyncio.get_running_loop())


def bury(life: Life) -> None:
    life.kill()
    life.dispose(nullcontext())


def test_a_killed_task_runs_no_finally_and_its_timers_never_fire() -> None:
    ran: list[str] = []

    async def victim() -> None:
        here().call_later(5, ran.append, "timer")
        try:
            await asyncio.sleep(10)
        finally:
            ran.append("finally")

    async def main() -> None:
        life = here().begin_life("bot")
        life.spawn(victim())
        await asyncio.sleep(1)
        here().call_soon(ran.append, "ready", context=life.context())
        life.kill()
        await asyncio.sleep(100)
        assert ran == []
        assert life.tasks() == []
        assert asyncio.all_tasks() == set()
        life.dispose(nullcontext())
        assert ran == ["finally"]

    run(main())


def test_what_is_scheduled_for_the_dead_after_the_kill_never_runs() -> None:
    ran: list[str] = []

    async def victim(gate: asyncio.Future[None]) -> None:
        await gate
        ran.append("woken")

    async def main() -> None:
        life = here().begin_life("bot")
        gate = here().create_future()
        life.spawn(victim(gate))
        await asyncio.sleep(1)
        life.kill()
        gate.set_result(None)
        context = life.context()
        here().call_soon(ran.append, "soon", context=context)
        here().call_later(1, ran.append, "later", context=context)
        life.spawn(victim(gate))
        await asyncio.sleep(10)
        life.dispose(nullcontext())
        assert ran == []

    run(main())


def test_others_live_on_also_another_life() -> None:
    ran: list[tuple[str, float]] = []

    async def ticks(name: str) -> None:
        while True:
            await asyncio.sleep(1)
            ran.append((name, here().time()))

    async def main() -> None:
        lives = [here().begin_life(name) for name in ("first", "second")]
        for life in lives:
            life.spawn(ticks(life.name))
        await asyncio.sleep(1.5)
        lives[0].kill()
        await asyncio.sleep(1)
        assert ran == [("first", 1.0), ("second", 1.0), ("second", 2.0)]
        for life in lives:
            bury(life)

    run(main())


def test_the_peer_of_the_dead_sees_a_reset_and_no_further_byte(pair: Pair) -> None:
    async def main() -> None:
        life = here().begin_life("bot")
        connected = here().create_future()

        async def victim() -> None:
            connected.set_result(await pair())
            await asyncio.sleep(1_000)

        life.spawn(victim())
        client, server = await connected
        # Made by the victim's own call, so the whole pair belongs to it: give it a foreign peer.
        accepted: list[Any] = []

        def accept() -> Any:
            accepted.append(type(server)())
            return accepted[-1]

        await here().create_server(accept, "127.0.0.1", 7)
        transport, protocol = await here().create_task(
            here().create_connection(type(client), "127.0.0.1", 7), context=life.context()
        )
        await asyncio.sleep(1)
        accepted[0].transport.write(b"for the dead")
        transport.write(b"written before")
        killed_ns = here().now_ns()
        life.kill()
        transport.write(b"written after")
        await asyncio.sleep(1)
        assert [event[1:] for event in accepted[0].events] == [
            ("made", None),
            ("data", b"written before"),
            ("lost", "ConnectionResetError"),
        ]
        assert accepted[0].events[-1][0] > killed_ns
        assert protocol.whats() == ["made"]
        assert client.whats() == server.whats() == ["made"]
        assert transport.is_closing()
        life.dispose(nullcontext())

    run(main())


def test_what_a_life_starts_in_any_way_belongs_to_it() -> None:
    owners: list[Life | None] = []

    class Noter(asyncio.Protocol):
        def connection_made(self, _: asyncio.BaseTransport) -> None:
            owners.append(LIFE.get())

    async def subject() -> None:
        here().call_soon(lambda: owners.append(LIFE.get()))
        here().call_later(1, lambda: owners.append(LIFE.get()))
        await asyncio.gather(nested(), here().create_task(nested()))
        await here().create_connection(Noter, "127.0.0.1", 7)

    async def nested() -> None:
        owners.append(LIFE.get())

    async def main() -> None:
        await here().create_server(asyncio.Protocol, "127.0.0.1", 7)
        life = here().begin_life("bot")
        await life.spawn(subject())
        await asyncio.sleep(2)
        assert owners == [life] * 5
        assert LIFE.get() is None
        bury(life)

    run(main())


def test_the_tasks_of_a_life_are_listed_in_order_of_creation() -> None:
    async def main() -> None:
        life = here().begin_life("bot")
        tasks = [life.spawn(asyncio.sleep(1 + number % 2)) for number in range(200)]
        assert life.tasks() == tasks
        await asyncio.sleep(1.5)
        assert life.tasks() == tasks[1::2]
        bury(life)

    run(main())


def test_a_kill_from_inside_lets_the_step_end_and_nothing_follow() -> None:
    ran: list[str] = []

    async def main() -> None:
        life = here().begin_life("bot")

        async def victim() -> None:
            life.kill()
            ran.append("rest of the step")
            here().call_soon(ran.append, "callback")
            here().create_task(stillborn())
            await asyncio.sleep(0)
            ran.append("next step")

        async def stillborn() -> None:
            ran.append("task")

        life.spawn(victim())
        await asyncio.sleep(10)
        assert ran == ["rest of the step"]
        life.dispose(nullcontext())

    run(main())


def test_a_killed_listener_frees_its_port_for_the_next_life() -> None:
    async def main() -> None:
        for name in ("first", "second"):
            life = here().begin_life(name)
            await life.spawn(here().create_server(asyncio.Protocol, "127.0.0.1", 7))
            bury(life)

    run(main())


def test_disposal_runs_what_was_left_inside_the_sealed_room() -> None:
    events: list[str] = []

    @contextmanager
    def sealed() -> Iterator[None]:
        events.append("sealed")
        yield
        events.append("opened")

    class Cycle:
        def __init__(self) -> None:
            self.me = self

        def __del__(self) -> None:
            events.append("destructor")

    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            events.append("generator")

    async def victim() -> None:
        kept = Cycle()
        try:
            async for _ in numbers():
                await asyncio.sleep(1_000)
        finally:
            events.append("finally")
            del kept

    async def main() -> None:
        life = here().begin_life("bot")
        life.spawn(victim())
        await asyncio.sleep(1)
        life.kill()
        gc.collect()
        assert events == []
        life.dispose(sealed())
        life.dispose(sealed())
        assert sorted(events[1:-1]) == ["destructor", "finally", "generator"]
        assert (events[0], events[-1]) == ("sealed", "opened")

    run(main())


def test_disposal_survives_whatever_the_dead_do_in_their_finally() -> None:
    async def awaits() -> None:
        try:
            await asyncio.sleep(1_000)
        finally:
            await asyncio.sleep(1)
            here().create_task(asyncio.sleep(1))
            await asyncio.sleep(1)

    async def raises() -> None:
        try:
            await asyncio.sleep(1_000)
        finally:
            raise SystemExit(3)

    async def never_ends() -> None:
        while True:
            try:
                await asyncio.sleep(1_000)
            except BaseException:  # noqa: BLE001, S112  # the worst a subject can do
                continue

    async def generator() -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            await asyncio.sleep(1)

    async def leaves_a_generator_and_a_coroutine() -> None:
        begun = generator()
        await anext(begun)
        forgotten = asyncio.sleep(1)
        await asyncio.sleep(1_000)
        del begun, forgotten

    async def main() -> None:
        life = here().begin_life("bot")
        for victim in (awaits, raises, never_ends, leaves_a_generator_and_a_coroutine):
            life.spawn(victim())
        life.spawn(never_ends())
        await asyncio.sleep(1)
        life.spawn(raises(), name="never begun")
        bury(life)
        await asyncio.sleep(10)

    run(main())
    gc.collect()  # with warnings as errors, anything that escaped would fail here


def test_a_living_life_cannot_be_disposed_of() -> None:
    async def main() -> None:
        life = here().begin_life("bot")
        with pytest.raises(RuntimeError, match=r"life bot is alive: kill\(\) it"):
            life.dispose(nullcontext())

    run(main())


def test_a_killed_aiohttp_client_leaves_without_a_word_and_its_server_goes_on() -> None:
    seen: list[str] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            await socket.send_str(message.data)
        seen.append(f"closed {socket.close_code} at {int(here().time())}")
        return socket

    async def bot() -> None:
        session = aiohttp.ClientSession()
        socket = await session.ws_connect("http://127.0.0.1:7/", heartbeat=2)
        try:
            while True:
                await socket.send_str("tick")
                await socket.receive()
                seen.append("echo")
                await asyncio.sleep(1)
        finally:
            seen.append("finally")
            await session.close()

    async def main() -> None:
        app = web.Application()
        app.router.add_get("/", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 7).start()
        for number in (1, 2):
            life = here().begin_life(f"bot {number}")
            life.spawn(bot())
            await asyncio.sleep(2.5)
            life.kill()
            await asyncio.sleep(7.5)
            assert seen == ["echo"] * 3 + [f"closed 1006 at {number * 10 - 8}"]
            life.dispose(nullcontext())
            assert seen.pop() == "finally"
            seen.clear()
        await runner.cleanup()

    run(main())
    gc.collect()


def test_sys_exit_ends_neither_the_run_nor_another_life() -> None:
    async def main() -> None:
        life = here().begin_life("bot")

        async def subject() -> None:
            sys.exit(3)

        task = life.spawn(subject())
        await asyncio.sleep(1)
        assert life.exited is not None
        assert life.exited.code == 3
        assert task.exception() is life.exited
        bury(life)

    run(main())


def test_sys_exit_of_the_harness_itself_ends_the_run() -> None:
    async def main() -> None:
        here().call_soon(sys.exit, 4)
        await asyncio.sleep(1)

    with pytest.raises(SystemExit):
        run(main())


def test_a_task_factory_makes_the_tasks_of_its_own_life_only() -> None:
    made: list[str] = []

    def factory(loop: Any, coro: Any, **options: Any) -> asyncio.Task[Any]:
        made.append(coro.__name__)
        return asyncio.Task(coro, loop=loop, **options)

    async def mine() -> None:
        return None

    async def subject() -> None:
        here().set_task_factory(factory)
        assert here().get_task_factory() is factory
        task = here().create_task(mine(), name="named")
        await task
        assert task.get_name() == "named"

    async def main() -> None:
        life = here().begin_life("bot")
        await life.spawn(subject())
        assert here().get_task_factory() is None
        await here().create_task(asyncio.sleep(0))
        assert made == ["mine"]
        bury(life)

    run(main())


def test_a_signal_handler_is_kept_by_life_and_runs_inside_it() -> None:
    async def main() -> None:
        life = here().begin_life("bot")
        stopped: list[Life | None] = []

        async def subject() -> None:
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGTERM, lambda: stopped.append(LIFE.get()))
            loop.add_signal_handler(signal.SIGINT, print)
            assert loop.remove_signal_handler(signal.SIGINT)
            assert not loop.remove_signal_handler(signal.SIGINT)

        await life.spawn(subject())
        assert list(life.signal_handlers) == [signal.SIGTERM]
        assert here().signal_handlers == {}
        life.signal_handlers[signal.SIGTERM]()
        await asyncio.sleep(0)
        assert stopped == [life]
        bury(life)

    run(main())
