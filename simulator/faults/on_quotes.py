"""What the faults on quotes have in common: one provider, from one entry signal on.

They begin with a signal because that is when prices matter: a client that enters is
about to ask for them.
"""

from hubproof.contract.mesolive.models import DataProviderType
from hubproof.simulator.faults.fault import WORLD, Trigger

# A feed that stays broken for longer holds back more entries than a run can show.
FOR_S_MAX = 60.0

_PROVIDERS = tuple(one.value for one in DataProviderType)


def provider_of(ordinal: int) -> str:
    """The provider that a drawn fault is about: they take turns."""
    return _PROVIDERS[ordinal % len(_PROVIDERS)]


def at_signal(ordinal: int, phase: str) -> Trigger:
    """The `ordinal`-th entry signal since the storm began, whoever hears of it."""
    return Trigger(hub=WORLD, name="OnEntrySignal", ordinal=ordinal, phase=phase)


def refuse_bad_position(provider: str, ordinal: int) -> None:
    """Raise ValueError, in a sentence, for a provider or a position that there is not."""
    if provider not in _PROVIDERS:
        raise ValueError(f"there is no provider {provider!r}; use {' or '.join(_PROVIDERS)}")
    if ordinal < 1:
        raise ValueError(f"ordinals count from 1, not {ordinal}")


def refuse_bad_time(for_s: float) -> None:
    """Raise ValueError, in a sentence, for a time that is out of its range."""
    if not 0 <= for_s <= FOR_S_MAX:
        raise ValueError(f"for_s is 0 to {FOR_S_MAX:g} seconds, not {for_s:g}")
