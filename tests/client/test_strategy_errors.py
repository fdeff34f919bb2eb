"""Errors of a strategy: what they hold back, until when, and across a kill."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from hubproof.client.sdk import models
from hubproof.client.strategy_errors import StrategyErrors

from .conftest import AT


def error(number: int, state: str = "Active", **more: Any) -> models.ErrorEvent:
    fields = {"StrategyId": 101} | more
    return models.ErrorEvent(
        EventId=UUID(int=number),
        EventTime=AT,
        State=models.ErrorState(state),
        ErrorId=UUID(int=number),
        **fields,
    )


def test_an_error_holds_back_its_strategy_and_account_until_it_is_cleared(desk: Any) -> None:
    errors = desk.context.errors
    assert errors.learn(error(1))
    assert not errors.learn(error(1))
    assert errors.learn(error(2, StrategyId=102, BrokerAccountId="U2001"))
    places = [(101, "ML1001"), (101, "U2001"), (102, "ML1001"), (102, "U2001"), (103, "U2001")]
    held = [errors.holds_back(*place) for place in places]
    assert held == [True, True, False, True, False]
    assert not errors.learn(error(1, "Cleared"))
    assert not errors.learn(error(2, "Cleared", StrategyId=102))
    assert not any(errors.holds_back(*place) for place in places)


@pytest.mark.parametrize("about", [{"StrategyId": None}, {"PositionId": 7}])
def test_what_is_no_strategys_error_holds_nothing_back(desk: Any, about: dict[str, Any]) -> None:
    assert not desk.context.errors.learn(error(1, **about))
    assert not desk.context.errors.holds_back(101, "U2001")


async def test_who_waits_goes_on_when_the_last_error_is_cleared(desk: Any) -> None:
    errors = desk.context.errors
    errors.learn(error(1))
    errors.learn(error(2))
    waiting = asyncio.ensure_future(errors.until_cleared(101, "U2001"))
    for number in (1, 2):
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not waiting.done()
        errors.learn(error(number, "Cleared"))
    await waiting


def test_the_next_life_still_knows_of_it(desk: Any) -> None:
    desk.context.errors.learn(error(1))
    desk.context.errors.learn(error(2, StrategyId=102))
    desk.context.errors.learn(error(2, "Cleared", StrategyId=102))
    after = StrategyErrors(desk.after_kill())
    assert after.holds_back(101, "U2001")
    assert not after.holds_back(102, "U2001")


def test_what_was_rolled_back_was_not_learnt(desk: Any) -> None:
    def learn_and_fail() -> None:
        with desk.context.store.transaction():
            desk.context.errors.learn(error(1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        learn_and_fail()
    assert not desk.context.errors.holds_back(101, "U2001")
