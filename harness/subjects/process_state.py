"""The state of a process: what a subject may have set on it, put back when its life is over.

A process that dies takes its log handlers, its environment and its exit handlers along. A subject
in this process leaves them behind, where they would act in its next life, in somebody else's run,
or at the end of the interpreter, long after the kill.
"""

import atexit
import logging
import os
import random
import signal
import sys
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, Self

_STOPPING = (signal.SIGINT, signal.SIGTERM)
"""The signals that people stop a harness with; a subject must not take them away for good."""


class _Logger(NamedTuple):
    """One logger as it was set up. A tuple, because every logger is looked at in every run."""

    handlers: tuple[logging.Handler, ...]
    filters: tuple[Any, ...]
    level: int
    propagates: bool
    disabled: bool

    @classmethod
    def of(cls, logger: logging.Logger) -> Self:
        """How `logger` is set up now."""
        return cls(
            tuple(logger.handlers),
            tuple(logger.filters),
            logger.level,
            logger.propagate,
            logger.disabled,
        )


_UNTOUCHED = _Logger((), (), logging.NOTSET, propagates=True, disabled=False)
"""A logger that nobody had asked for yet."""


class _Sieve:
    """Equal to every exit handler but the known ones: `atexit` forgets what equals its argument."""

    __hash__ = None  # type: ignore[assignment]  # nobody keeps a sieve

    def __init__(self, known: list[object] | None) -> None:
        self._known = known
        self.kept: list[object] = []
        self.caught: list[object] = []

    def __eq__(self, handler: object) -> bool:
        is_kept = self._known is None or handler in self._known or _is_of_a_library(handler)
        (self.kept if is_kept else self.caught).append(handler)
        return not is_kept


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessState:
    """What was set on this process when a life began."""

    environment: dict[str, str]
    directory: Path
    signals: dict[signal.Signals, Any]
    loggers: dict[str | None, _Logger]
    exits: list[object]
    randomness: tuple[Any, ...]

    @classmethod
    def now(cls) -> Self:
        """Remember what is set."""
        sieve = _Sieve(None)
        atexit.unregister(sieve)  # type: ignore[arg-type]  # it compares, and calls nothing
        return cls(
            environment=dict(os.environ),
            directory=Path.cwd(),
            signals={one: signal.getsignal(one) for one in _STOPPING},
            loggers={name: _Logger.of(logger) for name, logger in _loggers().items()},
            exits=sieve.kept,
            randomness=random.getstate(),
        )

    def unhand_root(self) -> Self:
        """Take the root logger's handlers away, until `put_back`; the state that this makes."""
        logging.root.handlers[:] = []
        return replace(self, loggers={**self.loggers, None: _Logger.of(logging.root)})

    def put_back(self) -> list[object]:
        """Undo what was set since; answer with what was taken away, for a quiet end elsewhere."""
        _put_environment_back(self.environment)
        if Path.cwd() != self.directory:
            os.chdir(self.directory)
        random.setstate(self.randomness)
        if threading.current_thread() is threading.main_thread():
            for one, handler in self.signals.items():
                if signal.getsignal(one) is not handler:
                    signal.signal(one, handler)
        sieve = _Sieve(self.exits)
        atexit.unregister(sieve)  # type: ignore[arg-type]  # the same
        return [*self._put_loggers_back(), *sieve.caught]

    def _put_loggers_back(self) -> list[object]:
        removed: list[object] = []
        for name, logger in _loggers().items():
            was = self.loggers.get(name, _UNTOUCHED)
            if _Logger.of(logger) == was:
                continue
            removed += [one for one in logger.handlers if one not in was.handlers]
            logger.handlers[:] = was.handlers
            logger.filters[:] = was.filters
            logger.propagate, logger.disabled = was.propagates, was.disabled
            logger.setLevel(was.level)
        return removed


def _put_environment_back(environment: dict[str, str]) -> None:
    now = dict(os.environ)
    if now == environment:
        return
    for name in now.keys() - environment.keys():
        del os.environ[name]
    os.environ.update(environment.items() - now.items())


def _loggers() -> dict[str | None, logging.Logger]:
    named = logging.root.manager.loggerDict.items()
    found: dict[str | None, logging.Logger] = {
        name: logger for name, logger in named if isinstance(logger, logging.Logger)
    }
    found[None] = logging.root
    return found


def _is_of_a_library(handler: object) -> bool:
    # A library that is imported for the first time during a life stays imported, and keeps the exit
    # handler it registered for itself; by convention such functions have private names.
    module = getattr(handler, "__module__", None) or ""
    is_installed = module.split(".")[0] in sys.stdlib_module_names
    return is_installed and str(getattr(handler, "__name__", "")).startswith("_")
