"""The JSON form of the contract's values, and the only place that knows it.

Names are PascalCase as the models have them, enums travel by name, times as ISO-8601 in UTC with a
Z, and decimals as JSON numbers that never pass through a float: 1.10 stays 1.10. A hub that turns
out to write something else is then a change to this file alone.
"""

import re
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from hubproof.contract.mesolive.envelope import MesoLiveApiResponse
from hubproof.contract.mesolive.wiremodel import JsonElement

Decoded = TypeVar("Decoded")

_PROBLEM = re.compile(
    r"(?P<problem>.*?)(?: - at (?P<key>`key` in )?`\$\.?(?P<path>.*)`)?", re.DOTALL
)
_MISSING = re.compile(r"Object missing required field `(?P<field>\w+)`")


class ContractError(ValueError):
    """A message that the contract does not allow.

    `path` leads from the decoded type to the value at fault, as in `LegGroupOrder.LimitPrice` or
    `Fills[...].Price`, and is empty for the whole message; `problem` says what is wrong there.
    """

    def __init__(self, type_name: str, path: str, problem: str) -> None:
        self.path = path
        self.problem = problem
        dot = "." if path and not path.startswith("[") else ""
        super().__init__(f"{type_name}{dot}{path}: {problem}")


def encode(value: object) -> bytes:
    """The JSON text of a model, or of anything made of models and plain JSON values."""
    return _ENCODER.encode(value)


def decode(raw: bytes | str | msgspec.Raw, type_: type[Decoded]) -> Decoded:
    """Read one value; names that the type does not have are ignored, as hubs may add some.

    Decimals are read exactly, from numbers or from strings.

    Raises:
        ContractError: The text is not JSON, or not a value of that type.
    """
    decoder = _DECODERS.get(type_)
    if decoder is None:
        decoder = _DECODERS[type_] = _decoder(type_)
    read: Decoded = _read(decoder, raw, type_)
    return read


def decode_response(
    raw: bytes | msgspec.Raw, result: type[Decoded]
) -> MesoLiveApiResponse[Decoded]:
    """Read the envelope of an answer whose Data is a `result`.

    Raises:
        ContractError: The text is not JSON, or not such an envelope.
    """
    decoder = _RESPONSES.get(result)
    if decoder is None:
        decoder = _RESPONSES[result] = _decoder(MesoLiveApiResponse[result])  # type: ignore[valid-type]
    read: MesoLiveApiResponse[Decoded] = _read(decoder, raw, MesoLiveApiResponse)
    return read


def _read(decoder: msgspec.json.Decoder[Any], raw: bytes | str | msgspec.Raw, type_: type) -> Any:
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as error:
        raise _named(error, type_) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ContractError(_name(type_), "", f"this is not JSON ({error})") from error


def _named(error: msgspec.ValidationError, type_: type) -> ContractError:
    told = _PROBLEM.fullmatch(str(error))
    assert told is not None  # every part of the pattern is optional
    problem, path = told["problem"], told["path"] or ""
    if missing := _MISSING.fullmatch(problem):
        path = f"{path}.{missing['field']}" if path else missing["field"]
        problem = "this required field is missing"
    elif told["key"]:
        problem = f"a key of this map is wrong: {problem}"
    return ContractError(_name(type_), path, problem)


def _name(type_: type) -> str:
    return getattr(type_, "__name__", str(type_))


def _decoder(type_: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(type_, dec_hook=_wrap, float_hook=Decimal)


def _wrap(type_: type, content: object) -> object:
    if issubclass(type_, JsonElement):
        return type_.from_json(content)
    # A TypeError would be taken for a fault of the message; this one is the caller's.
    raise NotImplementedError(f"{type_.__name__} has no JSON form in the contract")


def _unwrap(value: object) -> object:
    if isinstance(value, JsonElement):
        return value.content
    raise TypeError(f"{type(value).__name__} has no JSON form in the contract")


_ENCODER = msgspec.json.Encoder(decimal_format="number", enc_hook=_unwrap)

# Building a decoder costs a hundred times a decoding; the types are those of the contract, so the
# two tables stay small.
_DECODERS: dict[type, msgspec.json.Decoder[Any]] = {}
_RESPONSES: dict[type, msgspec.json.Decoder[Any]] = {}
