"""A case: one sentence about a server, the coroutine that tries it, and what became of the trial.

Rule: a case has three ends. What departs from the sentence is invalid; what could not be tried is
unknown, and never counts as passed.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field

from hubproof.harness.conformance.suite.behaviours import BEHAVIOURS, SOURCES, Behaviour
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.ways import Way
from hubproof.harness.verdict import Level, Verdict

Play = Callable[[Scene], Awaitable[None]]

QUICK_S = 3.0
"""A case that waits for longer is left out by `--quick`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case over one way.

    `waits_s` is about how long it waits on purpose. One that is `alone` addresses everybody, so no
    other may be played beside it; one that `stops` the server is played last.
    """

    behaviour: Behaviour
    name: str
    says: str
    way: Way
    play: Play
    level: Level
    source: str
    waits_s: float = 0.0
    alone: bool = False
    stops: bool = False

    @property
    def id(self) -> str:
        """What `--case` takes: behaviour, name and way."""
        return f"{self.behaviour.number}.{self.name}.{self.way.name}"

    @property
    def is_quick(self) -> bool:
        """Whether it does not wait for long."""
        return self.waits_s <= QUICK_S


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case at the last of its `tries`; what was `expected` if it is not valid."""

    case: Case
    verdict: Verdict
    expected: str = ""
    came: str = ""
    tries: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """How the cases of a sentence differ from the usual."""

    waits_s: float = 0.0
    alone: bool = False
    stops: bool = False
    level: Level | None = None
    source: str | None = None


USUAL = Traits()
_BY_NUMBER = {one.number: one for one in BEHAVIOURS}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence about a behaviour and the coroutine that tries it, for any way."""

    number: int
    name: str
    says: str
    play: Play
    traits: Traits = field(default=USUAL)

    def over(self, ways: Sequence[Way]) -> Iterator[Case]:
        """One case for each way."""
        behaviour, traits = _BY_NUMBER[self.number], self.traits
        for way in ways:
            yield Case(
                behaviour=behaviour,
                name=self.name,
                says=self.says,
                way=way,
                play=self.play,
                level=traits.level or behaviour.level,
                source=traits.source or SOURCES[behaviour.family],
                waits_s=traits.waits_s,
                alone=traits.alone,
                stops=traits.stops,
            )


def cases(ways: Sequence[Way], *sentences: Sentence) -> tuple[Case, ...]:
    """Every sentence over every way."""
    return tuple(case for sentence in sentences for case in sentence.over(ways))
