"""Hostile peers: who reads too slowly, posts too much, never ends what it began, or lies."""

import asyncio
import contextlib
import json

import pytest

from hubproof.harness.conformance.sockets import CLOSE, upgrade
from hubproof.harness.conformance.wire import Reply, ask
from hubproof.simulator.hubs.typed.groups import Groups
from hubproof.simulator.session.intake import UNREAD_BYTES_MAX
from hubproof.simulator.transports import backlog, conversation, reservations
from hubproof.simulator.transports.listening import IDLE_S
from hubproof.simulator.transports.requests import BODY_S
from tests.harness.conformance.stage import HANDSHAKES, Stage, sent, staged

FLOOD = b'{"type":1,"target":"TellMany","arguments":[30000]}\x1e'


async def negotiated(stage: Stage, path: str = "/hub") -> tuple[str, str]:
    """The address of a connection to come, and its public id."""
    reply = await ask(stage.address, "POST", f"{path}/negotiate?negotiateVersion=1")
    told = json.loads(await reply.body())
    return f"{path}?id={told['connectionToken']}", told["connectionId"]


async def status(stage: Stage, method: str, path: str, body: bytes | None = None) -> int:
    """What a request is answered with, and nothing of its body."""
    reply = await ask(stage.address, method, path, body=body)
    stage.ends.append(reply.writer.close)
    return reply.status


async def deaf(stage: Stage, path: str, accept: str = "") -> Reply:
    """A request whose answer nobody reads on."""
    reply = await ask(stage.address, "GET", path, headers={"Accept": accept})
    stage.ends.append(reply.writer.close)
    reply.writer.transport.pause_reading()  # type: ignore[attr-defined]  # it reads, too
    return reply


async def log(stage: Stage, tag: str) -> list[str]:
    told: list[str] = json.loads(await (await ask(stage.address, "GET", f"/log/{tag}")).body())
    return told


def test_who_never_polls_again_is_told_so_much_and_then_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backlog, "BACKLOG_BYTES_MAX", 50_000)
    monkeypatch.setattr(conversation, "UNSENT_BYTES_MAX", 10**9)  # the hub does not mind

    async def attack(stage: Stage) -> None:
        path, _ = await negotiated(stage)
        assert await status(stage, "GET", f"{path}&tag=lazy") == 200
        assert await status(stage, "POST", path, HANDSHAKES["json"]) == 200
        with contextlib.suppress(OSError):
            await status(stage, "POST", path, FLOOD)
        await asyncio.sleep(1)
        assert await log(stage, "lazy") == ["connected", "disconnected"]

    staged(attack)


def test_who_does_not_read_its_events_slows_its_hub_and_is_given_up() -> None:
    async def attack(stage: Stage) -> None:
        path, _ = await negotiated(stage)
        await deaf(stage, f"{path}&tag=deaf", "text/event-stream")
        assert await status(stage, "POST", path, HANDSHAKES["json"]) == 200
        assert await status(stage, "POST", path, FLOOD) == 200
        await asyncio.sleep(1)
        assert await log(stage, "deaf") == ["connected"]
        (connection,) = stage.connections()
        assert connection.waiting_bytes < 2 * backlog.UNSENT_BYTES_MAX
        await asyncio.sleep(30)
        assert await log(stage, "deaf") == ["connected", "disconnected"]

    staged(attack)


def test_posts_behind_a_call_wait_in_their_own_sockets() -> None:
    async def attack(stage: Stage) -> None:
        path, _ = await negotiated(stage)
        assert await status(stage, "GET", path) == 200
        slow = b'{"type":1,"target":"Slow","arguments":[5000]}\x1e'
        assert await status(stage, "POST", path, HANDSHAKES["json"] + slow + slow) == 200
        body = b'{"type":6}\x1e' * (UNREAD_BYTES_MAX // 10)
        began = stage.loop.time()
        posts = [asyncio.create_task(status(stage, "POST", path, body)) for _ in range(9)]
        await asyncio.sleep(1)
        held = [one._session.intake._unread_bytes for one in stage.connections()]
        assert held == [len(body)]
        assert await asyncio.gather(*posts) == [200] * 9
        assert stage.loop.time() - began >= 4

    staged(attack)


def test_frames_behind_a_call_wait_in_the_socket() -> None:
    async def attack(stage: Stage) -> None:
        slow = b'{"type":1,"target":"Slow","arguments":[5000]}\x1e'
        pings = b'{"type":6}\x1e' * 5_000
        await sent(stage, "/hub", HANDSHAKES["json"], slow + slow, *[pings] * 40)
        await asyncio.sleep(1)
        (connection,) = stage.connections()
        held = connection._session.intake._unread_bytes
        assert UNREAD_BYTES_MAX < held < UNREAD_BYTES_MAX + 5 * len(pings)

    staged(attack)


def test_a_body_that_does_not_come_is_waited_for_so_long() -> None:
    async def attack(stage: Stage) -> None:
        path, _ = await negotiated(stage)
        await status(stage, "GET", path)
        reader, writer = await asyncio.open_connection(stage.address.host, stage.address.port)
        writer.write(b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n" % path.encode())
        async with asyncio.timeout(BODY_S + 1):
            assert b" 408 " in await reader.readline()
        writer.close()

    staged(attack)


@pytest.mark.parametrize("said", [b"", b"GET /hub HTTP/1.1\r\nHost"])
def test_a_socket_without_a_request_is_closed(said: bytes) -> None:
    async def attack(stage: Stage) -> None:
        reader, writer = await asyncio.open_connection(stage.address.host, stage.address.port)
        writer.write(said)
        async with asyncio.timeout(IDLE_S + 1):
            assert await reader.read() == b""
        writer.close()

    staged(attack)


def test_what_is_posted_before_anybody_has_come_is_bounded_in_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reservations, "POSTED_BYTES_IN_ALL_MAX", 100_000)

    async def attack(stage: Stage) -> None:
        paths = [(await negotiated(stage))[0] for _ in range(3)]
        told = [await status(stage, "POST", path, b"x" * 60_000) for path in paths]
        assert told == [200, 404, 404]
        await asyncio.sleep(16)  # they are expected no longer
        path, _ = await negotiated(stage)
        assert await status(stage, "POST", path, b"x" * 60_000) == 200

    staged(attack)


def test_who_negotiates_without_end_is_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reservations, "WAITING_MAX", 3)

    async def attack(stage: Stage) -> None:
        paths = [(await negotiated(stage))[0] for _ in range(3)]
        reply = await ask(stage.address, "POST", "/hub/negotiate?negotiateVersion=1")
        assert (reply.status, reply.headers["retry-after"]) == (503, "15")
        assert b"Too many connections" in await reply.body()
        assert await status(stage, "GET", paths[0]) == 200  # who has come makes room
        assert (await negotiated(stage))[0]
        await asyncio.sleep(16)

    staged(attack)


@pytest.mark.parametrize("path", ["/hub", "/stateful"])
def test_a_public_id_opens_nothing(path: str) -> None:
    async def attack(stage: Stage) -> None:
        secret, public = await negotiated(stage, path)
        for is_connected in (False, True):
            if is_connected:
                assert await status(stage, "GET", secret) == 200
            by_id = f"{path}?id={public}"
            told = [await status(stage, method, by_id) for method in ("GET", "POST", "DELETE")]
            refused, socket = await upgrade(stage.address, by_id, {})
            stage.ends.append(socket.reset)
            assert [*told, refused] == [404] * 4
        assert await status(stage, "DELETE", secret) == 202

    staged(attack)


def test_an_answer_to_somebody_elses_question_ends_the_liar() -> None:
    async def attack(stage: Stage) -> None:
        asked = await sent(
            stage,
            "/hub?tag=asked",
            HANDSHAKES["json"],
            b'{"type":1,"target":"Ask","arguments":[7]}\x1e',
        )
        liar = await sent(
            stage,
            "/hub?tag=liar",
            HANDSHAKES["json"],
            b'{"type":3,"invocationId":"s1","result":1}\x1e',
        )
        async with asyncio.timeout(5):
            assert [one async for one in liar.frames()][-1].opcode == CLOSE
        await asyncio.sleep(1)
        assert (await log(stage, "liar"))[1].startswith("disconnected")
        assert await log(stage, "asked") == ["connected"]
        asked.reset()

    staged(attack)


async def test_who_leaves_costs_what_it_had_joined() -> None:
    groups = Groups()
    for name in ("many", "one"):
        groups._connections[name] = object()  # type: ignore[assignment]  # never told anything
    for number in range(10_000):
        await groups.add("many", f"g{number}")
    await groups.add("one", "g5")

    class Unread(dict[str, dict[str, None]]):
        """What must not be looked through."""

        def items(self) -> None:  # type: ignore[override]  # nobody gets that far
            raise AssertionError("every group was looked at")

        __iter__ = items  # type: ignore[assignment]  # the same

    groups._groups = Unread(groups._groups)
    groups.leave("one")
    assert len(groups._groups) == 10_000
    groups.leave("many")
    assert len(groups._groups) == 0
