"""Strategies: what they are made of, and the calls that list, make and change them.

The documents name the calls and the parts of a definition, and no field of an Args model; none of
the calls is marked idempotent, so none takes a key.
"""

import msgspec

from hubproof.contract.mesolive import definition
from hubproof.contract.mesolive.market import LiveUnderlying
from hubproof.contract.mesolive.provenance import (
    ASSUMED,
    DOCUMENTED,
    INFERRED,
    Provenance,
    known,
)
from hubproof.contract.mesolive.wiremodel import WireModel

_CONTROL = "docs:python-sdk/control-hub"
_REFERENCE = "docs:python-sdk/api-reference"


@known(DOCUMENTED, _REFERENCE, Limit=INFERRED, ContinuationToken=INFERRED)
class ListStrategiesArgs(WireModel, kw_only=True, frozen=True):
    """One page, of all strategies or of those active on one of the accounts."""

    ActiveOnAccounts: list[str] | None = None
    Limit: int | None = None
    ContinuationToken: str | None = None


@known(ASSUMED, _REFERENCE)
class LiveStrategy(WireModel, kw_only=True, frozen=True):
    """A strategy as it is listed: it signals entries on the accounts it is active on."""

    Id: int
    Name: str
    ActiveOnAccounts: list[str] = msgspec.field(default_factory=list)
    Underlying: LiveUnderlying | None = None
    Definition: definition.StrategyDefinition | None = None


@known(ASSUMED, _REFERENCE, ContinuationToken=INFERRED)
class ListStrategiesResult(WireModel, kw_only=True, frozen=True):
    """One page of strategies; a token means that there are more."""

    Strategies: list[LiveStrategy]
    ContinuationToken: str | None = None


@known(DOCUMENTED, _REFERENCE, StrategyId=ASSUMED)
class GetStrategyArgs(WireModel, kw_only=True, frozen=True):
    """The strategy to read."""

    StrategyId: int


@known(
    DOCUMENTED,
    _REFERENCE,
    StrategyDefinition=INFERRED,
    StrategyName=ASSUMED,
    ActiveOnAccounts=Provenance(INFERRED, _CONTROL),
    BacktestId=Provenance(INFERRED, _CONTROL),
    MesoSimInstance=Provenance(INFERRED, _CONTROL),
    CloneStrategyId=Provenance(INFERRED, _CONTROL),
)
class CreateStrategyArgs(WireModel, kw_only=True, frozen=True):
    """A new strategy, of a definition or as a copy of another; one of the two is needed."""

    StrategyDefinition: definition.StrategyDefinition | None = None
    StrategyName: str | None = None
    ActiveOnAccounts: list[str] | None = None
    BacktestId: str | None = None
    MesoSimInstance: str | None = None
    CloneStrategyId: int | None = None


@known(
    DOCUMENTED,
    _REFERENCE,
    StrategyId=INFERRED,
    StrategyDefinition=INFERRED,
    ActiveOnAccounts=ASSUMED,
)
class UpdateStrategyArgs(WireModel, kw_only=True, frozen=True):
    """A strategy's new definition; accounts that are not named stay as they are."""

    StrategyId: int
    StrategyDefinition: definition.StrategyDefinition
    ActiveOnAccounts: list[str] | None = None


@known(DOCUMENTED, _REFERENCE, StrategyId=INFERRED, StrategyName=ASSUMED)
class RenameStrategyArgs(WireModel, kw_only=True, frozen=True):
    """A strategy's new name."""

    StrategyId: int
    StrategyName: str


@known(DOCUMENTED, _REFERENCE, StrategyId=INFERRED)
class DeleteStrategyArgs(WireModel, kw_only=True, frozen=True):
    """The strategy to delete; what it holds stays."""

    StrategyId: int


@known(ASSUMED, _REFERENCE)
class DeleteStrategyResult(WireModel, kw_only=True, frozen=True):
    """Nothing to say: it is gone."""
