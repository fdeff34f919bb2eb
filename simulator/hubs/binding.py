"""Binding: from the target and arguments of an invocation to a method of the contract, with Args.

The sentences for what does not fit are the real server's, because a bot's error handling was
written against those. Names are found whatever their casing, as that server does. What exactly did
not fit is kept from the caller, as that server keeps it, and is for the operator's log: the field
and the form that was expected there, never the value, which may be anybody's secret.
"""

import re
from dataclasses import dataclass

import msgspec

from hubproof.contract.mesolive.form import Form, form_of
from hubproof.contract.mesolive.methods import METHODS, HubMethod
from hubproof.contract.mesolive.reading import ContractError
from hubproof.simulator.session import errors


@dataclass(frozen=True, slots=True)
class Bound:
    """An invocation that makes sense: its method, and its one Args object."""

    method: HubMethod
    args: msgspec.Struct


@dataclass(frozen=True, slots=True)
class Unbound:
    """An invocation the hub refuses: the sentence it answers, and why, as far as that hides it."""

    error: str
    why: str = ""


_BY_NAME: dict[tuple[str, str], HubMethod] = {
    (method.hub, method.name.lower()): method for method in METHODS.values()
}


_JSON = form_of()


def bind(  # noqa: PLR0911, PLR0913  # one return per refusal; what a call is made of
    hub: str,
    target: str,
    arguments: list[msgspec.Raw],
    *,
    streaming: bool,
    uploads: int = 0,
    form: Form = _JSON,
) -> Bound | Unbound:
    """The method that `target` names on `hub`, with its argument read (research 1.3, 51 to 57).

    `uploads` are the streams that came with the call; no method here takes any (70).
    """
    method = _BY_NAME.get((hub, target.lower()))
    if method is None:
        return Unbound(errors.method_does_not_exist(target))
    if streaming and not method.streams:
        return Unbound(errors.streaming_invocation_of_a_plain_method(method.name))
    if method.streams and not streaming:
        return Unbound(errors.plain_invocation_of_a_streaming_method(method.name))
    if len(arguments) != 1:
        why = f"{method.name}: takes 1 argument, and {len(arguments)} came"
        return Unbound(errors.failed_to_invoke(method.name), why)
    try:
        args = form.decode(arguments[0], method.args)
    except ContractError as error:
        return Unbound(errors.failed_to_invoke(method.name), _why(method, error))
    if uploads:
        return Unbound(errors.wrong_number_of_uploads(method.name, uploads))
    return Bound(method, args)


_VALUE = re.compile(r"(?<=^Invalid enum value) .*", re.DOTALL)
"""Where a problem quotes what was sent; no other does."""


def _why(method: HubMethod, error: ContractError) -> str:
    path = f"{error.path}: " if error.path else ""
    return f"{method.name}: {path}{_VALUE.sub('', error.problem)}"
