"""Pages of a list, and the opaque tokens that lead from one to the next.

A token carries its own position and the list it belongs to, under a checksum that only this world
can make. A token that was altered, or comes from another list, is refused: read as a position it
would skip or repeat items without anybody noticing.
"""

import base64
import hashlib
from collections.abc import Callable, Sequence
from typing import TypeVar

from hubproof.simulator.world.refusal import invalid

Item = TypeVar("Item")

_SEAL_BYTES = 8
"""Enough that no token is met by accident; it keeps honest clients honest and guards no secret."""


class Pages:
    """Cuts lists into pages of at most `size_max` items; tokens are good for one `seed`."""

    def __init__(self, seed: str, size_max: int) -> None:
        self._key = seed.encode()
        self._size_max = size_max

    def size(self, limit: int | None) -> int:
        """The page size for a caller's Limit (assumption `events.limit_is_lowered`).

        Raises:
            Refused: The limit is not positive.
        """
        if limit is None:
            return self._size_max
        if limit < 1:
            raise invalid("Limit", f"Limit is {limit}; it must be 1 or more.")
        return min(limit, self._size_max)

    def start(self, scope: str, token: str | None) -> int:
        """The position that a token of this list stands for; 0 without a token.

        Raises:
            Refused: The token is not one that this list gave out.
        """
        if not token:
            return 0
        position = _opened(token).rpartition(":")[2]
        if not position.isdecimal() or token != self._token(scope, position):
            raise invalid("ContinuationToken", "This ContinuationToken was not given out here.")
        return int(position)

    def token(self, scope: str, position: int) -> str:
        """The token for going on at `position` of this list."""
        return self._token(scope, str(position))

    def cut(
        self,
        items: Sequence[Item],
        wanted: Callable[[Item], bool],
        *,
        scope: str,
        limit: int | None,
        token: str | None,
    ) -> tuple[list[Item], str | None]:
        """One page of the wanted items, and the token when there are more.

        `items` may only grow at its end; positions count all of them, wanted or not.
        """
        size = self.size(limit)
        page: list[Item] = []
        for position in range(self.start(scope, token), len(items)):
            item = items[position]
            if not wanted(item):
                continue
            if len(page) == size:
                return page, self.token(scope, position)
            page.append(item)
        return page, None

    def _token(self, scope: str, position: str) -> str:
        sealed = f"{scope}\n{position}".encode()
        seal = hashlib.blake2b(sealed, key=self._key, digest_size=_SEAL_BYTES).hexdigest()
        return base64.urlsafe_b64encode(f"{seal}:{position}".encode()).decode()


def _opened(token: str) -> str:
    try:
        return base64.urlsafe_b64decode(token.encode()).decode()
    except ValueError:
        return ""
