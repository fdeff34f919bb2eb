"""The Data hub: figures, as a snapshot or a stream of them.

Rule: a stream and its snapshot ask the same, and never differ in what they tell.
"""

from hubproof.contract.mesolive import models
from hubproof.simulator.hubs.contracted import ContractHub
from hubproof.simulator.hubs.typed.hub import Answer, Items


class DataHub(ContractHub):
    """What providers say of symbols, contracts, legs and positions."""

    def stream_position_data(
        self, args: models.StreamPositionDataArgs
    ) -> Items[models.PositionDataEntry]:
        """A position and what is in it."""
        return self._stream(args)

    def get_position_snapshot(
        self, args: models.GetPositionSnapshotArgs
    ) -> Answer[models.PositionDataEntry]:
        """The same, once."""
        return self._snapshot(args)

    def stream_leg_data(self, args: models.StreamLegDataArgs) -> Items[models.LegData]:
        """One leg."""
        return self._stream(args)

    def get_leg_snapshot(self, args: models.GetLegSnapshotArgs) -> Answer[models.LegData]:
        """The same, once."""
        return self._snapshot(args)

    def stream_legs_data(self, args: models.StreamLegsDataArgs) -> Items[models.LegsData]:
        """Some legs."""
        return self._stream(args)

    def get_legs_snapshot(self, args: models.GetLegsSnapshotArgs) -> Answer[models.LegsData]:
        """The same, once."""
        return self._snapshot(args)

    def stream_underlying_data(
        self, args: models.StreamUnderlyingDataArgs
    ) -> Items[models.UnderlyingData]:
        """The quotes of a symbol."""
        return self._stream(args)

    def get_underlying_snapshot(
        self, args: models.GetUnderlyingSnapshotArgs
    ) -> Answer[models.UnderlyingData]:
        """The same, once."""
        return self._snapshot(args)

    def stream_contract_data(
        self, args: models.StreamContractDataArgs
    ) -> Items[models.ContractData]:
        """A contract, held or not."""
        return self._stream(args)

    def get_contract_snapshot(
        self, args: models.GetContractSnapshotArgs
    ) -> Answer[models.ContractData]:
        """The same, once."""
        return self._snapshot(args)

    def stream_combo_contracts_data(
        self, args: models.StreamComboContractsDataArgs
    ) -> Items[models.ComboContractsData]:
        """Several contracts as one."""
        return self._stream(args)

    def get_combo_contracts_snapshot(
        self, args: models.GetComboContractsSnapshotArgs
    ) -> Answer[models.ComboContractsData]:
        """The same, once."""
        return self._snapshot(args)
