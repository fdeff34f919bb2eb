import inspect
from collections.abc import AsyncGenerator

from hubproof.client import sdk
from hubproof.client.sdk import (
    MesoLiveControlHubClient,
    MesoLiveDataHubClient,
    MesoLiveEventHubClient,
)
from hubproof.contract.mesolive import wiremodel
from hubproof.contract.mesolive.callbacks import CALLBACKS
from hubproof.contract.mesolive.methods import METHODS

CLIENTS = {
    "control": MesoLiveControlHubClient,
    "data": MesoLiveDataHubClient,
    "event": MesoLiveEventHubClient,
}


def test_every_method_of_the_contract_has_its_typed_twin() -> None:
    for method in METHODS.values():
        twin = inspect.signature(getattr(CLIENTS[method.hub], method.sdk_name))
        result = AsyncGenerator[method.result, None] if method.streams else method.result  # type: ignore[name-defined]
        assert twin.return_annotation == result, method.name
        has_args = method.sdk_name != "get_latest_event_seq_id"
        expected = [method.args] if has_args else []
        assert [p.annotation for p in list(twin.parameters.values())[1:]] == expected, method.name


def test_every_callback_of_the_contract_can_be_registered_for() -> None:
    for callback in CALLBACKS.values():
        register = inspect.signature(getattr(MesoLiveEventHubClient, callback.registration))
        assert callback.payload.__name__ in str(register.parameters["handler"].annotation)


def test_the_public_face_is_small_and_named() -> None:
    assert sdk.__all__ == [
        "ConnectionOptions",
        "MesoLiveControlHubClient",
        "MesoLiveDataHubClient",
        "MesoLiveEventHubClient",
        "exceptions",
        "models",
    ]
    assert issubclass(sdk.models.SendOrderArgs, wiremodel.WireModel)
