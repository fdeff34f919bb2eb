"""A strategy's definition: the document that strategies are made of.

In a module of its own, because the field that carries it has the name of its type.
"""

from typing import ClassVar

from hubproof.contract.mesolive.provenance import DOCUMENTED, known
from hubproof.contract.mesolive.wiremodel import JsonElement

_FORMAT = "manual:operation-manual/compatibility-matrix/top-level"


@known(DOCUMENTED, _FORMAT)
class StrategyDefinition(JsonElement):
    """A strategy as a document of the vendor's backtester, which goes back as it came.

    Only the names of its parts are known; the simulator reads StrategyName, Symbol and Adjustment.
    """

    __slots__ = ()

    NAMED: ClassVar[tuple[str, ...]] = (
        "MesoSimVersion",
        "StrategyName",
        "Description",
        "Backtest",
        "Symbol",
        "Structure",
        "Entry",
        "Adjustment",
        "Exit",
        "ExternalData",
        "Settings",
    )

    @property
    def StrategyName(self) -> object:  # noqa: N802  # the name on the wire
        """What the strategy is called unless its call says otherwise."""
        return self.named("StrategyName")

    @property
    def Symbol(self) -> object:  # noqa: N802  # the name on the wire
        """What it trades on."""
        return self.named("Symbol")

    @property
    def Adjustment(self) -> object:  # noqa: N802  # the name on the wire
        """What may become of a position of it: an object, or None."""
        return self.named("Adjustment")
