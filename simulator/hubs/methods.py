"""The three hubs and their methods, as hubs of typed methods know them.

Rule: each method takes one Args object, which is read in any form that the contract allows: that is
more than .NET's own readers take. Why it could not be read
is told by the field and the form that was expected there, never the value, which may be anybody's
secret.
"""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from hubproof.contract.dotnet.shapes import ValueMismatchError
from hubproof.contract.mesolive.form import form_of
from hubproof.contract.mesolive.reading import ContractError
from hubproof.contract.mesolive.wiremodel import WireModel
from hubproof.contract.signalr.protocols import HubProtocol
from hubproof.simulator.hubs.contracted import ContractHub
from hubproof.simulator.hubs.control import ControlHub
from hubproof.simulator.hubs.data import DataHub
from hubproof.simulator.hubs.event import EventHub
from hubproof.simulator.hubs.typed.binding import Binder
from hubproof.simulator.hubs.typed.signatures import Read, signatures_of

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


def _reads(annotation: Any) -> Read | None:
    """How an Args object is read."""
    if isinstance(annotation, type) and issubclass(annotation, WireModel):
        return partial(_read, annotation)
    return None


HUBS: Mapping[str, type[ContractHub]] = {
    "control": ControlHub,
    "data": DataHub,
    "event": EventHub,
}
"""The three hubs."""

BINDERS: Mapping[str, Binder] = {
    name: Binder(signatures_of(hub, _reads)) for name, hub in HUBS.items()
}
"""What binds the invocations of each."""
