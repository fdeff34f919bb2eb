"""What the faults on entry signals have in common: the signal that a position names.

A signal is named by the event that announces it, counted whether or not anybody hears it, or by the
preparation of an entry for it, which comes from the client.
"""

from hubproof.simulator.faults.fault import WORLD, Trigger

# What names a signal, and the hub where that is counted.
_METHODS = {"OnEntrySignal": WORLD, "StartPreparePositionEntry": "control"}


def at_signal(method: str, ordinal: int, phase: str) -> Trigger:
    """The `ordinal`-th announcement of a signal since the storm began, or preparation for one."""
    return Trigger(hub=_METHODS[method], name=method, ordinal=ordinal, phase=phase)


def refuse_bad_signal(method: str, ordinal: int) -> None:
    """Raise ValueError, in a sentence, for a position that names no signal."""
    if method not in _METHODS:
        raise ValueError(f"{method} names no signal; use {' or '.join(_METHODS)}")
    if ordinal < 1:
        raise ValueError(f"ordinals count from 1, not {ordinal}")
