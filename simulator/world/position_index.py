"""An index of positions: those of a strategy, a plan or an account, without looking at all others.

Lists only grow, so that a place in one means the same for as long as the world lasts: a page token
counts the list that its filters choose.
"""

from collections.abc import Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")


class PositionIndex(Generic[Item]):
    """Every item under its strategy, its plan and its account."""

    def __init__(self) -> None:
        self._all: list[Item] = []
        self._by: dict[tuple[str, object], list[Item]] = {}

    def add(self, item: Item, *, strategy: int, plan: int, account: str) -> None:
        """Put an item behind all others."""
        self._all.append(item)
        for key in (("plan", plan), ("strategy", strategy), ("account", account)):
            self._by.setdefault(key, []).append(item)

    def among(
        self, *, strategy: int | None = None, plan: int | None = None, account: str | None = None
    ) -> Sequence[Item]:
        """A list that holds everything with these properties, and perhaps more; None is any.

        Plans have few, strategies some, accounts many: the first that is named is taken, because
        the same question must be answered from the same list.
        """
        wanted = (("plan", plan), ("strategy", strategy), ("account", account))
        lists = [self._by.get(key, []) for key in wanted if key[1] is not None]
        return lists[0] if lists else self._all
