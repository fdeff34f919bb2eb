"""The JSON form of the contract's values: how they are written, and that every form is read.

In our own dialect names are PascalCase as the models have them, enums travel by name, times as
ISO-8601 in UTC with a Z, and decimals as JSON numbers. In none does a decimal pass through a float:
1.10 stays 1.10. Reading asks for no dialect: a reader takes them all, mixed as they may be.
"""

import re
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.contract.mesolive.envelope import MesoLiveApiResponse
from hubproof.contract.mesolive.fitting import Fit, fitting
from hubproof.contract.mesolive.wiremodel import JsonElement
from hubproof.contract.mesolive.writing import Writer, unwrap

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
        reader = _READERS[type_] = _Reader(type_, _name(type_))
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
        reader = _RESPONSES[result] = _Reader(MesoLiveApiResponse[result], "MesoLiveApiResponse")  # type: ignore[valid-type]
    read: MesoLiveApiResponse[Decoded] = reader.read(raw)
    return read


class _Reader:
    """Reads one type: at once where the text is in our own dialect, else by way of plain JSON."""

    def __init__(self, type_: Any, name: str) -> None:
        self._type = type_
        self._name = name
        self._decoder = msgspec.json.Decoder(type_, dec_hook=_wrap, float_hook=Decimal)
        self._fit: Fit | None = None

    def read(self, raw: bytes | str | msgspec.Raw) -> Any:
        try:
            try:
                return self._decoder.decode(raw)
            except msgspec.ValidationError:
                return self._convert(_PLAIN.decode(raw))
        except msgspec.ValidationError as error:
            raise _named(error, self._name) from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ContractError(self._name, "", f"this is not JSON ({error})") from error

    def _convert(self, plain: object) -> Any:
        if self._fit is None:
            self._fit = fitting(self._type)
        return msgspec.convert(self._fit(plain), self._type, str_keys=True, dec_hook=_wrap)


def _named(error: msgspec.ValidationError, type_name: str) -> ContractError:
    told = _PROBLEM.fullmatch(str(error))
    assert told is not None  # every part of the pattern is optional
    problem, path = told["problem"], told["path"] or ""
    if missing := _MISSING.fullmatch(problem):
        path = f"{path}.{missing['field']}" if path else missing["field"]
        problem = "this required field is missing"
    elif told["key"]:
        problem = f"a key of this map is wrong: {problem}"
    return ContractError(type_name, path, problem)


def _name(type_: type) -> str:
    return getattr(type_, "__name__", str(type_))


def _wrap(type_: type, content: object) -> object:
    if issubclass(type_, JsonElement):
        return type_.from_json(content)
    # A TypeError would be taken for a fault of the message; this one is the caller's.
    raise NotImplementedError(f"{type_.__name__} has no JSON form in the contract")


_PLAIN: msgspec.json.Decoder[Any] = msgspec.json.Decoder(float_hook=Decimal)

# Building a decoder costs a hundred times a decoding; the types are those of the contract, so the
# tables stay small.
_READERS: dict[type, _Reader] = {}
_RESPONSES: dict[type, _Reader] = {}
_WRITERS: dict[Dialect, Writer] = {}
_OURS = msgspec.json.Encoder(decimal_format="number", enc_hook=unwrap)
