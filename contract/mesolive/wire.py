"""The JSON form of the contract's values: how they are written, and that every form is read.

In our own dialect names are PascalCase as the models have them, enums travel by name, times as
ISO-8601 in UTC with a Z, and decimals as JSON numbers. In none does a decimal pass through a float:
1.10 stays 1.10. Reading asks for no dialect: a reader takes them all, mixed as they may be.
"""

from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

import msgspec

from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.contract.mesolive.envelope import MesoLiveApiResponse
from hubproof.contract.mesolive.reading import ContractError, Encoding, Reader, name_of
from hubproof.contract.mesolive.writing import Writer, unwrap

__all__ = ["ContractError", "decode", "decode_response", "encode"]

Decoded = TypeVar("Decoded")


def encode(value: object, dialect: Dialect = OURS) -> bytes:
    """The JSON text of a model, or of anything made of models and plain JSON values.

    Raises:
        TypeError: Something in it has no JSON form.
    """
    if dialect is OURS:
        return _OURS.encode(value)
    writer = _WRITERS.get(dialect)
    if writer is None:
        writer = _WRITERS[dialect] = Writer(dialect)
    return writer.encode(value)


def decode(raw: bytes | str | msgspec.Raw, type_: type[Decoded]) -> Decoded:
    """Read one value in any dialect (contract `wire`); names the type does not have are ignored.

    Decimals are read exactly, from numbers or from strings.

    Raises:
        ContractError: The text is not JSON, or not a value of that type.
    """
    reader = _READERS.get(type_)
    if reader is None:
        reader = _READERS[type_] = Reader(type_, name_of(type_), _JSON)
    read: Decoded = reader.read(raw)
    return read


def decode_response(
    raw: bytes | msgspec.Raw, result: type[Decoded]
) -> MesoLiveApiResponse[Decoded]:
    """Read the envelope of an answer whose Data is a `result`.

    Raises:
        ContractError: The text is not JSON, or not such an envelope.
    """
    reader = _RESPONSES.get(result)
    if reader is None:
        reader = _RESPONSES[result] = Reader(
            MesoLiveApiResponse[result],  # type: ignore[valid-type]  # made at run time
            "MesoLiveApiResponse",
            _JSON,
        )
    read: MesoLiveApiResponse[Decoded] = reader.read(raw)
    return read


def _as_it_is(content: Any) -> Any:
    return content


_PLAIN: msgspec.json.Decoder[Any] = msgspec.json.Decoder(float_hook=Decimal)
_JSON = Encoding(
    name="JSON",
    decoder=partial(msgspec.json.Decoder, float_hook=Decimal),
    plain=_PLAIN.decode,
    unfold=_as_it_is,
)

# Building a decoder costs a hundred times a decoding; the types are those of the contract, so the
# tables stay small.
_READERS: dict[type, Reader] = {}
_RESPONSES: dict[type, Reader] = {}
_WRITERS: dict[Dialect, Writer] = {}
_OURS = msgspec.json.Encoder(decimal_format="number", enc_hook=unwrap)
