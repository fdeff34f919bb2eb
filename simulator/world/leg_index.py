"""An index of legs: one by its id, those of a position or account, without looking at all others.

Lists only grow, so that a place in one means the same for as long as the world lasts: a page token
counts the list that its filters choose.
"""

from collections.abc import Sequence

from hubproof.simulator.world.legs import Leg


class LegIndex:
    """Every leg under its id, its position and its account; ids are unique."""

    def __init__(self) -> None:
        self._all: list[Leg] = []
        self._by_id: dict[int, Leg] = {}
        self._by_position: dict[int, list[Leg]] = {}
        self._by_account: dict[str, list[Leg]] = {}

    def add(self, leg: Leg) -> None:
        """Put a leg behind all others."""
        assert leg.id not in self._by_id, f"leg {leg.id} is there already"
        self._all.append(leg)
        self._by_id[leg.id] = leg
        self._by_position.setdefault(leg.position_id, []).append(leg)
        self._by_account.setdefault(leg.account_id, []).append(leg)

    def get(self, leg_id: int) -> Leg | None:
        """The leg with this id, if there is one."""
        return self._by_id.get(leg_id)

    def several(self, leg_ids: Sequence[int]) -> list[Leg]:
        """Those that there are, in the order in which they were asked for."""
        return [self._by_id[one] for one in leg_ids if one in self._by_id]

    def among(self, *, position: int | None = None, account: str | None = None) -> Sequence[Leg]:
        """A list that holds every leg with these properties, and perhaps more; None is any."""
        if position is not None:
            return self._by_position.get(position, [])
        if account is not None:
            return self._by_account.get(account, [])
        return self._all
