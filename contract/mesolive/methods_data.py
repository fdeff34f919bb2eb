"""The methods of the Data hub: six streams, and a snapshot beside each.

A stream yields bare items; its snapshot answers once, in the envelope, with the same model.
"""

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.method import HubMethod
from hubproof.contract.mesolive.wiremodel import WireModel

_GUIDE = "docs:python-sdk/data-hub"


def _stream(
    name: str,
    sdk_name: str,
    args: type[WireModel],
    item: type[WireModel],
    source: str = _GUIDE,
) -> HubMethod:
    return HubMethod(
        hub="data",
        name=name,
        sdk_name=sdk_name,
        args=args,
        result=item,
        streams=True,
        source=source,
    )


def _snapshot(
    name: str, sdk_name: str, args: type[WireModel], result: type[WireModel]
) -> HubMethod:
    return HubMethod(
        hub="data", name=name, sdk_name=sdk_name, args=args, result=result, source=_GUIDE
    )


DATA: tuple[HubMethod, ...] = (
    _stream(
        "StreamPositionData",
        "stream_position_data",
        models.StreamPositionDataArgs,
        models.PositionDataEntry,
        "docs:signalr-reference/data-hub",
    ),
    _snapshot(
        "GetPositionSnapshot",
        "get_position_snapshot",
        models.GetPositionSnapshotArgs,
        models.PositionDataEntry,
    ),
    _stream("StreamLegData", "stream_leg_data", models.StreamLegDataArgs, models.LegData),
    _snapshot("GetLegSnapshot", "get_leg_snapshot", models.GetLegSnapshotArgs, models.LegData),
    _stream("StreamLegsData", "stream_legs_data", models.StreamLegsDataArgs, models.LegsData),
    _snapshot("GetLegsSnapshot", "get_legs_snapshot", models.GetLegsSnapshotArgs, models.LegsData),
    _stream(
        "StreamUnderlyingData",
        "stream_underlying_data",
        models.StreamUnderlyingDataArgs,
        models.UnderlyingData,
    ),
    _snapshot(
        "GetUnderlyingSnapshot",
        "get_underlying_snapshot",
        models.GetUnderlyingSnapshotArgs,
        models.UnderlyingData,
    ),
    _stream(
        "StreamContractData",
        "stream_contract_data",
        models.StreamContractDataArgs,
        models.ContractData,
    ),
    _snapshot(
        "GetContractSnapshot",
        "get_contract_snapshot",
        models.GetContractSnapshotArgs,
        models.ContractData,
    ),
    _stream(
        "StreamComboContractsData",
        "stream_combo_contracts_data",
        models.StreamComboContractsDataArgs,
        models.ComboContractsData,
    ),
    _snapshot(
        "GetComboContractsSnapshot",
        "get_combo_contracts_snapshot",
        models.GetComboContractsSnapshotArgs,
        models.ComboContractsData,
    ),
)
