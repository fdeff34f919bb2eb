"""Whatever needs the kernel, a thread or real time is refused by name, with the remedy."""

import asyncio
import inspect
import random
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from hubproof.harness.virtual import Refused, VirtualLoop, run_virtual
from hubproof.harness.virtual.refusals import REFUSED_CALLS

REMEDY = "run this subject with --mode live"


async def asked(attempt: Callable[[VirtualLoop], Any], loop: VirtualLoop) -> None:
    answer = attempt(loop)
    if inspect.isawaitable(answer):
        await cast("Awaitable[object]", answer)


def refusal(attempt: Callable[[VirtualLoop], Any]) -> str:
    """What the loop says to the attempt; the sentence must also be on its record."""

    async def main() -> str:
        loop = cast("VirtualLoop", asyncio.get_running_loop())
        with pytest.raises(Refused) as caught:
            await asked(attempt, loop)
        assert loop.refusals == [str(caught.value)]
        return str(caught.value)

    return run_virtual(main(), rng=random.Random(1))


@pytest.mark.parametrize("call", sorted(REFUSED_CALLS))
def test_a_refused_call_names_itself_its_reason_and_the_remedy(call: str) -> None:
    sentence = refusal(lambda loop: getattr(loop, call)())
    assert sentence.startswith(f"loop.{call}() {REFUSED_CALLS[call]}")
    assert sentence.endswith(REMEDY)


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (lambda _: asyncio.to_thread(print), "loop.run_in_executor() starts a thread"),
        (lambda _: asyncio.create_subprocess_exec("true"), "loop.subprocess_exec() starts"),
        (lambda loop: loop.getaddrinfo("example.org", 80), "looks up the name 'example.org'"),
        (
            lambda loop: loop.create_connection(asyncio.Protocol, "example.org", 80),
            "loop.create_connection()",
        ),
        (
            lambda loop: loop.create_connection(asyncio.Protocol, "192.0.2.1", 80),
            "reaches 192.0.2.1",
        ),
        (lambda loop: loop.create_server(asyncio.Protocol, "192.0.2.1", 80), "reaches 192.0.2.1"),
        (
            lambda loop: loop.create_server(asyncio.Protocol, "127.0.0.1", ssl=True),
            "encrypts with TLS",
        ),
        (
            lambda loop: loop.create_connection(asyncio.Protocol, "::1", 1, ssl=True),
            "encrypts with TLS",
        ),
        (lambda _: asyncio.open_unix_connection("/nowhere"), "opens a unix socket"),
    ],
)
def test_a_refusal_reached_through_asyncio_names_the_call(
    attempt: Callable[[VirtualLoop], Any], words: str
) -> None:
    sentence = refusal(attempt)
    assert words in sentence
    assert sentence.endswith(REMEDY)


def test_a_tls_context_is_refused_as_a_flag_is() -> None:
    context = ssl.create_default_context()
    assert "TLS" in refusal(
        lambda loop: loop.create_connection(asyncio.Protocol, "127.0.0.1", 1, ssl=context)
    )


def test_a_real_listening_socket_is_refused() -> None:
    with socket.socket() as sock:
        assert "real socket" in refusal(
            lambda loop: loop.create_server(asyncio.Protocol, sock=sock)
        )


def test_a_socket_that_never_knocked_is_refused() -> None:
    with socket.socket() as sock:
        sentence = refusal(lambda loop: loop.create_connection(asyncio.Protocol, sock=sock))
        assert "uses a real connected socket" in sentence


def test_another_thread_is_refused() -> None:
    def attempt(loop: VirtualLoop) -> None:
        caught: list[Refused] = []

        def call() -> None:
            try:
                loop.call_soon_threadsafe(print)
            except Refused as error:
                caught.append(error)

        thread = threading.Thread(target=call)
        thread.start()
        thread.join()
        raise caught[0]

    assert "loop.call_soon_threadsafe() answers another thread" in refusal(attempt)


@pytest.mark.parametrize(
    ("host", "family", "ip"),
    [
        ("localhost", 0, "127.0.0.1"),
        (None, 0, "127.0.0.1"),
        (b"localhost", 0, "127.0.0.1"),
        ("localhost", socket.AF_INET6, "::1"),
        ("127.0.0.9", 0, "127.0.0.9"),
        ("::1", 0, "::1"),
    ],
)
def test_literals_and_localhost_are_answered_from_memory(
    host: str | bytes | None, family: int, ip: str
) -> None:
    async def main() -> Any:
        return await asyncio.get_running_loop().getaddrinfo(host, 80, family=family)

    [(answered, kind, _, _, address)] = run_virtual(main(), rng=random.Random(1))
    assert address[:2] == (ip, 80)
    assert kind is socket.SOCK_STREAM
    assert answered is (socket.AF_INET6 if ":" in ip else socket.AF_INET)
