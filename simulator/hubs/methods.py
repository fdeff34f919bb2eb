"""The methods of the three hubs, as hubs of typed methods know them.

Rule: the contract's table is their definition, and each takes one Args object. One is read in any
form that the contract allows, which is more than .NET's own readers take. Why it could not be read
is told by the field and the form that was expected there, never the value, which may be anybody's
secret.
"""

import re
from collections.abc import Mapping
from functools import partial

from hubproof.contract.dotnet.shapes import Anything, ValueMismatchError
from hubproof.contract.mesolive.form import form_of
from hubproof.contract.mesolive.methods import HUB_PATHS, METHODS, HubMethod, HubName
from hubproof.contract.mesolive.reading import ContractError
from hubproof.contract.mesolive.wiremodel import WireModel
from hubproof.contract.signalr.protocols import HubProtocol
from hubproof.simulator.hubs.typed.binding import Binder
from hubproof.simulator.hubs.typed.signatures import Parameter, Signature

_VALUE = re.compile(r"(?<=^Invalid enum value) .*", re.DOTALL)
"""Where a problem quotes what was sent; no other does."""

_FORMS = {is_binary: form_of(is_binary=is_binary) for is_binary in (False, True)}
"""A reader takes every dialect, so any will do."""


def _read(kind: type[WireModel], data: bytes, protocol: HubProtocol) -> WireModel:
    """An Args object.

    Raises:
        ValueMismatchError: it is none; the sentence says where and what was expected.
    """
    try:
        return _FORMS[protocol.is_binary].decode(data, kind)
    except ContractError as error:
        path = f"{error.path}: " if error.path else ""
        raise ValueMismatchError(f"{path}{_VALUE.sub('', error.problem)}") from error


def _signature(method: HubMethod) -> Signature:
    """What a method of the contract takes; what it gives is encoded where it is answered."""
    args = Parameter("args", Anything(), read=partial(_read, method.args))
    return Signature(
        name=method.name,
        parameters=(args,),
        wanted=(args,),
        item=Anything() if method.streams else None,
    )


def _binder(hub: HubName) -> Binder:
    methods = [one for one in METHODS.values() if one.hub == hub]
    return Binder({one.name.lower(): _signature(one) for one in methods})


BINDERS: Mapping[str, Binder] = {hub: _binder(hub) for hub in HUB_PATHS}
"""What binds the invocations of each hub."""
