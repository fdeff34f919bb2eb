"""What the environment asks of the client, read once and checked.

A missing or bad variable is one sentence that names it and says what to set. The key is kept out of
every text that this module, or a traceback, could print.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from hubproof.client.sdk.instance import parse_instance


class SettingsError(ValueError):
    """The environment is not usable; the sentence names the variable and the remedy."""


class QuoteLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What quotes an entry may be made on; the defaults are the seeds' figures."""

    providers: tuple[str, ...] = ("InteractiveBrokers", "Tastytrade")
    """Whose quotes are compared."""
    age_max_ms: int = 3000
    """The age from which on a quote is stale, in milliseconds."""
    tolerance: float = 1.0
    """How far the providers' medians may lie apart, in points of the underlying."""
    samples: int = 3
    """Quotes of each provider that its median is taken of."""
    silence_max_s: float = 5.0
    """How long a stream may say nothing, in seconds."""
    resync_every_s: float = 20.0
    """How often a snapshot is read beside a stream that runs, in seconds."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """The bounds that a scenario sets, in seconds; the defaults are the seeds' figures."""

    act_within_s: float = 20.0
    """An actionable signal must be acted on this soon."""
    record_wait_s: float = 30.0
    """How long a record may stay Processing before its intent is in doubt."""
    call_timeout_s: float = 10.0
    """How long one call may take."""
    parallel_entries_max: int = 4
    """Entries that may be worked on at the same time."""
    server_timeout_s: float = 30.0
    """A hub that was silent for so long is not there any more, whatever its connection says."""
    quotes: QuoteLimits | None = None
    """None: nothing is said of quotes, and the Data hub is not used."""
    cancel_unfilled_after_s: float | None = None
    """How long an entry order may stay unfilled before it is cancelled; None is for ever."""


class _Workload(msgspec.Struct, kw_only=True):
    version: int = 1
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the client is told from outside."""

    instance: str
    api_key: str = field(repr=False)
    state_dir: Path
    decisions: Path | None
    limits: Limits


def read_settings(env: Mapping[str, str]) -> Settings:
    """Read the environment.

    Raises:
        SettingsError: a variable is missing or bad.
    """
    try:
        instance = parse_instance(_required(env, "MESOLIVE_INSTANCE", "the origin of the hubs"))
    except SettingsError:
        raise
    except ValueError as error:
        raise SettingsError(str(error)) from None
    decisions = env.get("HUBPROOF_DECISIONS")
    return Settings(
        instance=instance,
        api_key=_required(env, "MESOLIVE_API_KEY", "a key from the MesoLive portal"),
        state_dir=Path(_required(env, "HUBPROOF_STATE_DIR", "a folder for the client's memory")),
        decisions=Path(decisions) if decisions else None,
        limits=_limits(env.get("HUBPROOF_WORKLOAD")),
    )


def _required(env: Mapping[str, str], name: str, what: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise SettingsError(f"{name} is not set: set it to {what}.")
    return value


def _limits(text: str | None) -> Limits:
    if not text:
        return Limits()
    try:
        workload = msgspec.json.decode(text, type=_Workload)
    except msgspec.DecodeError as error:
        raise SettingsError(
            f"HUBPROOF_WORKLOAD cannot be read ({error}): unset it, or set it to a JSON object "
            'such as {"version":1,"limits":{"act_within_s":20.0}}.'
        ) from None
    if workload.version != 1:
        raise SettingsError(
            f"HUBPROOF_WORKLOAD has version {workload.version}, and this client reads version 1."
        )
    return _positive(workload.limits)


def _positive(limits: Limits) -> Limits:
    _check_positive(limits, "limits")
    if limits.quotes is not None:
        _check_positive(limits.quotes, "limits.quotes")
    return limits


def _check_positive(limits: msgspec.Struct, where: str) -> None:
    for name in limits.__struct_fields__:
        value = getattr(limits, name)
        if isinstance(value, int | float) and not value > 0:
            raise SettingsError(f"HUBPROOF_WORKLOAD sets {where}.{name} to nothing above zero.")
