"""Instruments and what they are worth: underlyings, contracts, prices, greeks, conditions.

A price or greek that was not asked for or does not exist is None, never zero: zero is a quote.
"""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

import msgspec

from hubproof.contract.mesolive.enums import MesoContractType, MesoOptionType
from hubproof.contract.mesolive.provenance import ASSUMED, DOCUMENTED, known
from hubproof.contract.mesolive.wiremodel import JsonElement, WireModel

_MODELS = "docs:signalr-reference/models/"


@known(DOCUMENTED, _MODELS + "prepare-position-entry-args", parts=ASSUMED)
class LiveUnderlying(JsonElement):
    """What a strategy trades on; entry signals and strategies carry it.

    Its shape is nowhere documented: it is checked for presence only and goes back as it came. Made
    by hand it takes any names, `LiveUnderlying(Symbol="SPX", ContractType="Index")`.
    """

    __slots__ = ()

    NAMED: ClassVar[tuple[str, ...]] = ("Symbol", "ContractType")
    FOLLOWS_DIALECT: ClassVar[bool] = True

    @property
    def Symbol(self) -> object:  # noqa: N802  # the name on the wire
        """Ticker, such as SPX; None where the JSON has none."""
        return self.named("Symbol")

    @property
    def ContractType(self) -> object:  # noqa: N802  # the name on the wire
        """Name of a MesoContractType; None where the JSON has none."""
        return self.named("ContractType")


@known(DOCUMENTED, _MODELS + "live-contract")
class LiveContract(WireModel, kw_only=True, frozen=True):
    """One tradable instrument; the option fields are None for anything else."""

    ContractType: MesoContractType
    Underlying: LiveUnderlying
    Root: str | None
    OptionType: MesoOptionType | None
    Expiration: datetime | None
    Strike: Decimal | None
    Multiplier: Decimal | None


@known(DOCUMENTED, _MODELS + "live-prices")
class LivePrices(WireModel, kw_only=True, frozen=True):
    """A quote; ages are milliseconds at SnapshotTime, None where the price is None."""

    SnapshotTime: datetime | None = None
    Bid: Decimal | None = None
    Ask: Decimal | None = None
    Last: Decimal | None = None
    Mark: Decimal | None = None
    BidAgeMs: int | None = None
    AskAgeMs: int | None = None
    LastAgeMs: int | None = None
    MarkAgeMs: int | None = None


@known(DOCUMENTED, _MODELS + "live-pn-l")
class LivePnL(WireModel, kw_only=True, frozen=True):
    """Money won or lost: realised, and running by each kind of quote with its age."""

    SnapshotTime: datetime | None = None
    Realized: Decimal | None = None
    Bid: Decimal | None = None
    Ask: Decimal | None = None
    Last: Decimal | None = None
    Mark: Decimal | None = None
    BidAgeMs: int | None = None
    AskAgeMs: int | None = None
    LastAgeMs: int | None = None
    MarkAgeMs: int | None = None


@known(DOCUMENTED, _MODELS + "prepare-position-entry-result", parts=ASSUMED)
class LiveGreeks(WireModel, kw_only=True, frozen=True):
    """Sensitivities of a leg, a leg group or a position."""

    Delta: Decimal | None = None
    Gamma: Decimal | None = None
    Theta: Decimal | None = None
    Vega: Decimal | None = None


@known(DOCUMENTED, _MODELS + "prepare-position-entry-result", parts=ASSUMED)
class ConditionEvaluation(WireModel, kw_only=True, frozen=True):
    """One condition of a strategy and whether it held."""

    Condition: str | None = None
    IsMet: bool | None = None


@known(DOCUMENTED, _MODELS + "entry-signal-event", parts=ASSUMED)
class EntrySignalsResult(WireModel, kw_only=True, frozen=True):
    """Why an entry signal is on: what it is for, and its conditions."""

    Underlying: LiveUnderlying | None = None
    Conditions: list[ConditionEvaluation] = msgspec.field(default_factory=list)


@known(DOCUMENTED, _MODELS + "exit-signal-event", parts=ASSUMED)
class ExitSignalsResult(WireModel, kw_only=True, frozen=True):
    """Why an exit signal is on."""

    Conditions: list[ConditionEvaluation] = msgspec.field(default_factory=list)
