"""The three hubs are what the contract's table says: no method more, none less, none otherwise."""

import typing

import pytest

from hubproof.contract.mesolive.methods import HUB_PATHS, METHODS, HubMethod
from hubproof.simulator.hubs.methods import BINDERS, HUBS
from hubproof.simulator.hubs.typed.hub import Answer, Items


def test_the_hubs_have_the_methods_of_the_contract_and_no_other() -> None:
    assert list(HUBS) == list(HUB_PATHS)
    for name in HUBS:
        ours = {one.name for one in BINDERS[name].signatures.values()}
        assert ours == {one.name for one in METHODS.values() if one.hub == name}


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_method_takes_and_gives_what_the_contract_says(method: HubMethod) -> None:
    signature = BINDERS[method.hub].signatures[method.name.lower()]
    hints = typing.get_type_hints(signature.function)
    assert hints["args"] is method.args
    assert hints["return"] == (Items if method.streams else Answer)[method.result]
    assert signature.streams == method.streams
    assert signature.function.__name__ == method.sdk_name
    assert (signature.policy, signature.uploads) == (None, ())
