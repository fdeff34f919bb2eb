"""Pages: a list of a hub read on, page after page, until it ends or enough was read.

A hub may send fewer than were asked for, even none, and still have more: only its token says that.
One that hands out the same token twice would be asked for ever, and is not.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from hubproof.harness.cli.exits import NotVerifiedError

PAGE_LIMIT = 200
"""Asked for at most at once: a page is then a few messages long, and not the whole house."""

Item = TypeVar("Item")

Fetch = Callable[[int, str | None], Awaitable[tuple[Sequence[Item], str | None]]]
"""Reads so many of the page that a token stands for; the items, and the token of the next."""


async def read_on(fetch: Fetch[Item], limit: int) -> tuple[list[Item], bool]:
    """Up to `limit` items, and whether there are more.

    Raises:
        NotVerifiedError: The hub leads in a circle.
    """
    items: list[Item] = []
    token: str | None = None
    given: dict[str, None] = {}
    while True:
        page, token = await fetch(min(limit - len(items), PAGE_LIMIT), token)
        items += page
        if len(items) >= limit or not token:
            return items[:limit], len(items) > limit or bool(token)
        if token in given:
            raise NotVerifiedError(
                f"the hub gave the same ContinuationToken twice, after {len(items)} items"
            )
        given[token] = None
