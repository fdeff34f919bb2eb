"""A plan: everything that decides a run, as one document that can be stored, shrunk and replayed.

The market and the jitter come from the seed, the traffic and the faults from the lists in the
plan, and from nothing else: a plan that left a choice to whoever replays it would not be a
reproduction.
"""

import msgspec

from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.harness.workloads import AnyTraffic
from hubproof.harness.workloads.entry_signals import ACCOUNTS, STRATEGIES
from hubproof.harness.workloads.workload import Announcement
from hubproof.simulator.faults import FAULTS, AnyFault

VERSION = 1

# Ten minutes: no storm of a scenario is a tenth as long, and a mistyped one must not run for ever.
AT_US_MAX = 600_000_000

# Seeds travel through JSON readers of other languages, so they stay in what a double holds exactly.
SEED_MAX = 2**53 - 1


class PlanError(ValueError):
    """A plan document that cannot be used; the sentence says why and what to do."""


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Scenario, seed, traffic and faults of one run; the scenario names its limits.

    `dialect` is how its hubs write, where that is not as ours do.
    """

    version: int = VERSION
    scenario: str
    seed: int
    workload: AnyTraffic
    faults: tuple[AnyFault, ...] = ()
    dialect: str | msgspec.UnsetType = msgspec.UNSET

    @property
    def spoken(self) -> Dialect:
        """How its hubs write.

        Raises:
            ValueError: Nothing writes so.
        """
        return OURS if isinstance(self.dialect, msgspec.UnsetType) else Dialect.parse(self.dialect)


class _Head(msgspec.Struct):
    """What is read first, so that a plan of another version is told as that."""

    version: int


def encode(plan: Plan) -> bytes:
    """The plan as indented JSON with sorted members, ending in a line feed."""
    return msgspec.json.format(msgspec.json.encode(plan, order="sorted"), indent=2) + b"\n"


def decode(data: bytes) -> Plan:
    """The plan in a document that `encode` wrote.

    Raises:
        PlanError: It is cut off, not JSON, of another version, or holds what no plan holds.
    """
    version = _version(data)
    if version != VERSION:
        raise PlanError(
            f"this plan is of version {version}; this hubproof reads version {VERSION}: "
            "replay it with the release that wrote it"
        )
    try:
        plan = _DECODER.decode(data)
    except msgspec.ValidationError as error:
        raise PlanError(_sentence(error)) from None
    if not 0 <= plan.seed <= SEED_MAX:
        raise PlanError(f"the plan's seed is {plan.seed}; seeds are 0 to {SEED_MAX}")
    try:
        _ = plan.spoken
    except ValueError as error:
        raise PlanError(f"the plan's hubs cannot write as it says: {error}") from None
    for signal in plan.workload.signals:
        _check(signal)
    return plan


def _check(signal: Announcement) -> None:
    """Refuse a signal that no run can announce, before one tries."""
    if not 0 <= signal.at_us <= AT_US_MAX:
        raise PlanError(
            f"the plan announces a signal at {signal.at_us} us; a storm lasts 0 to {AT_US_MAX} us"
        )
    if signal.strategy_id not in STRATEGIES or signal.broker_account_id not in ACCOUNTS:
        raise PlanError(
            f"the plan announces strategy {signal.strategy_id} on account"
            f" {signal.broker_account_id!r}; there are {', '.join(map(str, STRATEGIES))}"
            f" on {', '.join(ACCOUNTS)}"
        )


def _version(data: bytes) -> int:
    if not data.strip():
        raise PlanError("the plan is empty: give a file that hubproof wrote")
    try:
        return msgspec.json.decode(data, type=_Head).version
    except msgspec.ValidationError as error:
        raise PlanError(
            f"this is JSON but no plan ({error}): give a file that hubproof wrote"
        ) from None
    except msgspec.DecodeError as error:
        if "truncated" in str(error):
            raise PlanError(
                f"the plan is cut off after {len(data)} bytes: it was not written to the end, "
                "so take another copy or run the seed again"
            ) from None
        raise PlanError(f"the plan is not JSON ({error})") from None


def _sentence(error: msgspec.ValidationError) -> str:
    what = str(error)
    if "Invalid value" in what and "fault" in what:
        return f"the plan holds a fault that does not exist ({what}); there are {', '.join(FAULTS)}"
    return f"the plan holds what no plan holds: {what}"


_DECODER = msgspec.json.Decoder(Plan)
