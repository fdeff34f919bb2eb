"""The outside: what a simulator is given of the world around it, each as something to call.

Virtual time, a machine's clock and a test's own are told apart here and nowhere below.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from hubproof.simulator.faults import AnyFault
from hubproof.simulator.users import Users


def _ignore(*_: object) -> None:
    """Nobody asked to be told."""


def _nobody(*_: object) -> bool:
    """There is no subject whom anybody here could act on."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What the simulator is given of the outside world.

    `clock` reads microseconds since the run began, `token` makes connection ids. `on_subject`
    carries out a fault that acts on the subject, and answers whether there was one; `on_call` hears
    of every invocation of a method. With `users` the hubs are those of one user among several, and
    the server is theirs together.
    """

    clock: Callable[[], int]
    token: Callable[[], str]
    on_subject: Callable[[int, AnyFault], bool] = field(default=_nobody)
    on_call: Callable[[str, str], None] = field(default=_ignore)
    users: Users | None = None
