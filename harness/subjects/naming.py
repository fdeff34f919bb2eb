"""The names of subjects: what may stand after --subject, and what each name runs.

`reference` is the client of this package, `mutant:NAME` the same with one planted bug,
`unusual:NAME` the same done otherwise, `py:MODULE:FACTORY` a coroutine function of the user's, and
a command after `--` is any program. All but the last run in both modes; a name that means nothing
is refused with the names that do.
"""

import contextlib
import importlib
import inspect
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from hubproof.harness.mutants import MUTANTS
from hubproof.harness.subjects.subject import SubjectError
from hubproof.harness.unusual import UNUSUAL

Factory = Callable[[Mapping[str, str]], Awaitable[object]]
"""What a subject in Python is: given its environment, it runs until it is told to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A subject by name. `text` is what reproduces it on a command line."""

    kind: Literal["reference", "mutant", "unusual", "py", "command"]
    text: str
    variant: str = ""
    module: str = ""
    factory: str = ""
    command: tuple[str, ...] = ()

    @property
    def argv(self) -> tuple[str, ...]:
        """The command that runs this subject as a process."""
        if self.kind == "command":
            return self.command
        if self.kind == "py":
            host = ("-m", "hubproof.harness.subjects.host", f"{self.module}:{self.factory}")
            return (sys.executable, *host)
        if self.kind == "mutant":
            return (sys.executable, "-m", "hubproof.harness.mutants", self.variant)
        if self.kind == "unusual":
            return (sys.executable, "-m", "hubproof.harness.unusual", self.variant)
        return (sys.executable, "-m", "hubproof.client")


def of_command(command: Sequence[str]) -> Named:
    """The subject that is any command."""
    return Named(kind="command", text="command", command=tuple(command))


def parse(text: str) -> Named:
    """Read a subject's name.

    Raises:
        SubjectError: There is no such subject.
    """
    if text == "reference":
        return Named(kind="reference", text=text)
    kind, _, rest = text.partition(":")
    if kind == "mutant":
        if rest not in MUTANTS:
            raise SubjectError(
                f"there is no mutant {rest!r}; there are {', '.join(sorted(MUTANTS))}"
            )
        return Named(kind="mutant", text=text, variant=rest)
    if kind == "unusual":
        if rest not in UNUSUAL:
            raise SubjectError(
                f"there is no unusual client {rest!r}; there are {', '.join(sorted(UNUSUAL))}"
            )
        return Named(kind="unusual", text=text, variant=rest)
    if kind == "py":
        return _py(text, rest)
    raise SubjectError(
        f"there is no subject {text!r}; use reference, mutant:NAME, unusual:NAME,"
        " py:MODULE:FACTORY, or a command after --"
    )


def _py(text: str, rest: str) -> Named:
    module, _, factory = rest.partition(":")
    if not module or not factory:
        raise SubjectError(f"{text!r} is not py:MODULE:FACTORY, such as py:mybot.main:run")
    # Whatever the module prints while it is looked at is not a part of our own output.
    with contextlib.redirect_stdout(sys.stderr):
        load_factory(module, factory, importlib.import_module)
    return Named(kind="py", text=text, module=module, factory=factory)


def load_factory(module: str, factory: str, import_: Callable[[str], object]) -> Factory:
    """The function `factory` of `module`, imported from the current directory or the path.

    Raises:
        SubjectError: It cannot be imported, or there is no such function in it.
    """
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    name = f"py:{module}:{factory}"
    try:
        found = getattr(import_(module), factory, None)
    except (Exception, SystemExit) as error:
        # Whatever a user's module raises while it is imported is theirs to read, in one sentence.
        what = f"{type(error).__name__}: {error}"
        raise SubjectError(f"cannot import {module!r} for {name}: {what}") from error
    if not callable(found):
        raise SubjectError(
            f"module {module!r} has no function {factory!r}; py:MODULE:FACTORY names an"
            " async function that takes the environment"
        )
    if not _takes_environment(found):
        raise SubjectError(
            f"{name} cannot be called with the environment alone; it must be an async function"
            " of one argument, such as async def run(env)"
        )
    return cast("Factory", found)


def _takes_environment(factory: Callable[..., object]) -> bool:
    try:
        inspect.signature(factory).bind({})
    except TypeError:
        return False
    except ValueError:
        return True  # some callables of C have no signature to look at; calling it will tell
    return True
