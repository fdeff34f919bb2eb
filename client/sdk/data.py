"""The Data hub: quotes as streams, and as snapshots.

A stream is the newest value, never every tick: hub and reader may each drop what is older. It ends
with its connection, and its reader opens it again; a snapshot says where things stand.
"""

from collections.abc import AsyncGenerator

from hubproof.client.sdk.hub_client import HubClient
from hubproof.contract.mesolive import models


class MesoLiveDataHubClient(HubClient):
    """Calls to the Data hub, and its streams.

    A stream goes on until its reader leaves, or the hub completes it. It raises
    MesoLiveSignalRError where the hub refuses it or breaks it off, and where its connection ends.
    Leaving it early tells the hub; `contextlib.aclosing` does that at a known moment.
    """

    hub = "data"

    def stream_position_data(
        self, args: models.StreamPositionDataArgs
    ) -> AsyncGenerator[models.PositionDataEntry, None]:
        """The figures of a position, its legs and its leg groups."""
        return self._stream("StreamPositionData", args, models.PositionDataEntry)

    async def get_position_snapshot(
        self, args: models.GetPositionSnapshotArgs
    ) -> models.PositionDataEntry:
        """The figures of a position, its legs and its leg groups, as they stand."""
        return await self._call("GetPositionSnapshot", args, models.PositionDataEntry)

    def stream_leg_data(
        self, args: models.StreamLegDataArgs
    ) -> AsyncGenerator[models.LegData, None]:
        """The figures of one leg."""
        return self._stream("StreamLegData", args, models.LegData)

    async def get_leg_snapshot(self, args: models.GetLegSnapshotArgs) -> models.LegData:
        """The figures of one leg, as they stand."""
        return await self._call("GetLegSnapshot", args, models.LegData)

    def stream_legs_data(
        self, args: models.StreamLegsDataArgs
    ) -> AsyncGenerator[models.LegsData, None]:
        """The figures of several legs."""
        return self._stream("StreamLegsData", args, models.LegsData)

    async def get_legs_snapshot(self, args: models.GetLegsSnapshotArgs) -> models.LegsData:
        """The figures of several legs, as they stand."""
        return await self._call("GetLegsSnapshot", args, models.LegsData)

    def stream_underlying_data(
        self, args: models.StreamUnderlyingDataArgs
    ) -> AsyncGenerator[models.UnderlyingData, None]:
        """The quotes of one underlying by one provider."""
        return self._stream("StreamUnderlyingData", args, models.UnderlyingData)

    async def get_underlying_snapshot(
        self, args: models.GetUnderlyingSnapshotArgs
    ) -> models.UnderlyingData:
        """The quote of one underlying by one provider, as it stands."""
        return await self._call("GetUnderlyingSnapshot", args, models.UnderlyingData)

    def stream_contract_data(
        self, args: models.StreamContractDataArgs
    ) -> AsyncGenerator[models.ContractData, None]:
        """The figures of one contract by one provider."""
        return self._stream("StreamContractData", args, models.ContractData)

    async def get_contract_snapshot(
        self, args: models.GetContractSnapshotArgs
    ) -> models.ContractData:
        """The figures of one contract by one provider, as they stand."""
        return await self._call("GetContractSnapshot", args, models.ContractData)

    def stream_combo_contracts_data(
        self, args: models.StreamComboContractsDataArgs
    ) -> AsyncGenerator[models.ComboContractsData, None]:
        """The figures of a combination of contracts by one provider."""
        return self._stream("StreamComboContractsData", args, models.ComboContractsData)

    async def get_combo_contracts_snapshot(
        self, args: models.GetComboContractsSnapshotArgs
    ) -> models.ComboContractsData:
        """The figures of a combination of contracts by one provider, as they stand."""
        return await self._call("GetComboContractsSnapshot", args, models.ComboContractsData)
