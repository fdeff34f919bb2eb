"""Which suspended coroutines would swallow their own closing, told without running them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Generator
from typing import Any

import pytest

from hubproof.harness.virtual.stubborn import is_stubborn, make_immortal


class Pause:
    def __await__(self) -> Generator[None, None, None]:
        yield


async def bare_except_in_a_loop() -> None:
    while True:
        try:
            await Pause()
        except:  # noqa: E722  # what naive bots do
            list("x")


async def any_exception_in_a_loop() -> None:
    while True:
        try:
            await Pause()
        except BaseException:  # noqa: BLE001, S112
            continue


async def bare_except_after_a_typed_one() -> None:
    while True:
        try:
            try:
                await Pause()
            finally:
                list("x")
        except ValueError:
            list("y")
        except:  # noqa: E722
            list("z")


async def may_raise_again() -> None:
    try:
        await Pause()
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise


async def stubborn_below() -> None:
    try:
        await bare_except_in_a_loop()
    finally:
        list("x")


async def waits_in_a_handler_inside_a_bare_except() -> None:
    try:
        try:
            raise ValueError  # noqa: TRY301  # the point is where it is handled
        except ValueError:
            await Pause()
    except:  # noqa: E722
        list("x")


async def exception_in_a_loop() -> None:
    while True:
        try:
            await Pause()
        except (OSError, ValueError):
            list("x")
        except Exception:  # noqa: BLE001
            await Pause()


async def cleans_up_and_raises() -> None:
    try:
        await Pause()
    except BaseException:
        list("x")
        raise


async def swallows_cancelling_only() -> None:
    while True:
        try:
            await Pause()
        except asyncio.CancelledError:
            list("x")


async def cleans_up_finally() -> None:
    async with asyncio.Lock():
        try:
            await Pause()
        finally:
            list("x")


STUBBORN = [
    bare_except_in_a_loop,
    any_exception_in_a_loop,
    bare_except_after_a_typed_one,
    may_raise_again,
    stubborn_below,
    waits_in_a_handler_inside_a_bare_except,
]
DOCILE = [exception_in_a_loop, cleans_up_and_raises, swallows_cancelling_only, cleans_up_finally]


@pytest.mark.parametrize("body", STUBBORN)
def test_what_may_swallow_its_closing_is_stubborn(body: Callable[[], Any]) -> None:
    coro = body()
    coro.send(None)
    assert is_stubborn(coro)
    make_immortal(coro)


@pytest.mark.parametrize("body", DOCILE)
def test_what_lets_its_closing_pass_is_not(body: Callable[[], Any]) -> None:
    coro = body()
    coro.send(None)
    assert not is_stubborn(coro)
    coro.close()


@pytest.mark.parametrize("body", STUBBORN)
def test_what_has_not_begun_cannot_resist(body: Callable[[], Any]) -> None:
    coro = body()
    assert not is_stubborn(coro)
    coro.close()


def test_a_generator_is_judged_at_its_yield() -> None:
    async def numbers() -> AsyncIterator[int]:
        while True:
            try:
                yield 1
            except BaseException:  # noqa: BLE001, S112
                continue

    begun: Any = numbers()
    with pytest.raises(StopIteration):
        anext(begun).send(None)
    assert is_stubborn(begun)
    make_immortal(begun)
