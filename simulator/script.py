"""The script: the announcements of a run that are still to come, in the order of their times.

Each is made once, at its own time or brought forward. An entry signal is brought forward only past
those of other pairs, so that no pair's On and Off change places; one about a position, which may
not be there yet, waits for its time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hubproof.contract.mesolive.models import SignalState
from hubproof.simulator.world.commands import Announce, Announcement


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """What the script does at `at_us`, microseconds after the storm began."""

    at_us: int
    command: Announcement


class Script:
    """Hands out announcements. They are named by their place in the list that was given."""

    def __init__(self, commands: Sequence[Announcement]) -> None:
        self._waiting = dict(enumerate(commands))

    def take(self, place: int) -> Announcement | None:
        """The announcement whose time has come; None where it was brought forward."""
        return self._waiting.pop(place, None)

    def bring_forward(self, may_go_on: Callable[[int, str], bool]) -> Announce | None:
        """The next entry signal that may go On now; None where none is left."""
        passed: set[tuple[int, str]] = set()
        for place, command in self._waiting.items():
            if not isinstance(command, Announce):
                continue
            pair = (command.strategy_id, command.broker_account_id)
            is_first = pair not in passed
            passed.add(pair)
            if is_first and command.state is SignalState.On and may_go_on(*pair):
                del self._waiting[place]
                return command
        return None
