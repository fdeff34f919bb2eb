"""Apart: a run under pytest is the run that the command line carries out.

A project may turn warnings into errors and its tests hold on to modules. None of that may reach
into a run, or a bot would be judged differently here; and a bot that is killed and imported again
must not leave its tests with other modules than they had.
"""

import contextlib
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any

_QUIET = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)
"""What Python ignores unless somebody asks for it."""


@contextlib.contextmanager
def apart() -> Iterator[None]:
    """Inside the block Python behaves as it does without pytest; afterwards all is as it was."""
    modules = dict(sys.modules)
    hooks = sys.unraisablehook, threading.excepthook
    sys.unraisablehook, threading.excepthook = sys.__unraisablehook__, threading.__excepthook__
    try:
        with warnings.catch_warnings():
            warnings.resetwarnings()
            for category in _QUIET:
                warnings.simplefilter("ignore", category)
            warnings.showwarning = _print  # type: ignore[assignment]  # its optional two may be left
            yield
    finally:
        sys.unraisablehook, threading.excepthook = hooks
        # Those that came new are a library's; a subject's own are forgotten with its last life.
        sys.modules.update(modules)


def _print(message: Warning | str, category: type[Warning], *place: Any) -> None:
    """Where a process prints its warnings: a subject's go into what the subject printed."""
    file, line, *_ = place
    sys.stderr.write(warnings.formatwarning(message, category, file, line))
