"""The Data hub: quotes as streams, and as snapshots.

A stream is the newest value, never every tick: hub and reader may each drop what is older. It ends
with its connection, and its reader opens it again; a snapshot says where things stand.
"""

from collections.abc import AsyncGenerator

from hubproof.client.sdk.hub_client import HubClient
from hubproof.contract.mesolive import models


class MesoLiveDataHubClient(HubClient):
    """Calls to the Data hub, and its streams."""

    hub = "data"

    def stream_underlying_data(
        self, args: models.StreamUnderlyingDataArgs
    ) -> AsyncGenerator[models.UnderlyingData, None]:
        """The quotes of one underlying by one provider, until the reader leaves or it ends.

        The iteration ends where the hub completes the stream. It raises MesoLiveSignalRError where
        the hub refuses it or breaks it off, and where its connection ends. Leaving it early tells
        the hub; `contextlib.aclosing` does that at a known moment.
        """
        return self._stream("StreamUnderlyingData", args, models.UnderlyingData)

    async def get_underlying_snapshot(
        self, args: models.GetUnderlyingSnapshotArgs
    ) -> models.UnderlyingData:
        """The quote of one underlying by one provider, as it stands."""
        return await self._call("GetUnderlyingSnapshot", args, models.UnderlyingData)
