"""Values in the encoding that a client speaks, by their annotations or by what they are.

Rule: a hub never sees bytes, and never knows which encoding its client chose.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from msgspec import Raw

from hubproof.contract.dotnet import json_values, messagepack_values
from hubproof.contract.dotnet.shapes import Shape, shape_of_value
from hubproof.contract.signalr.protocols import JSON, MESSAGEPACK, HubProtocol

Decode = Callable[[bytes | Raw, Shape], Any]
"""Bytes to a value of a shape; ValueMismatchError where it is of another kind."""

Reader = Callable[[Shape], Callable[[bytes | Raw], Any]]
"""What reads values of one shape fast, and refuses some that `decode` takes: any ValueError."""

Encode = Callable[[Any, Shape], bytes]
"""A value of a shape to bytes; UnwritableError where there are none."""


@dataclass(frozen=True, slots=True)
class Values:
    """How one encoding carries values, and how it refuses one.

    One that `names_places` says which argument did not fit.
    """

    decode: Decode
    reader: Reader
    encode: Encode
    mismatch: str
    names_places: bool

    def misfit(self, data: bytes, shape: Shape, field: str) -> str:
        """The sentence in which `data` is refused for a `field`."""
        if self.decode is messagepack_values.decode:
            return messagepack_values.misfit(data, shape, field)
        return json_values.misfit(data, shape)


VALUES: Mapping[str, Values] = {
    JSON.name: Values(
        json_values.decode,
        json_values.reader,
        json_values.encode,
        "JsonException",
        names_places=False,
    ),
    MESSAGEPACK.name: Values(
        messagepack_values.decode,
        messagepack_values.reader,
        messagepack_values.encode,
        "InvalidDataException",
        names_places=True,
    ),
}


def values_of(protocol: HubProtocol) -> Values:
    """How this encoding carries values."""
    return VALUES[protocol.name]


def encode_all(arguments: tuple[Any, ...], protocol: HubProtocol) -> list[bytes]:
    """Arguments of a call to a client, each by what it is."""
    encode = values_of(protocol).encode
    return [encode(one, shape_of_value(one)) for one in arguments]
