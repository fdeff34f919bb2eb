"""Binding: from an invocation to a method and its arguments, or to the sentence that refuses it.

Rule: a hub refuses in this order and in ASP.NET Core's words: no such method, arguments that do not
fit, a policy, the wrong kind of invocation, uploads (behaviours 51 to 57, 70). What exactly did not
fit is told only to who asked for details.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from hubproof.contract.signalr.protocols import HubProtocol
from hubproof.simulator.hubs.typed.signatures import BindingError, Signature
from hubproof.simulator.session import errors
from hubproof.simulator.session.events import Invoked

UPLOAD_IN_USE = "An upload that this call names is under way already."


class Bound(msgspec.Struct, frozen=True):
    """An invocation that makes sense: its method, and the arguments that are no uploads."""

    signature: Signature
    arguments: list[Any]


@dataclass(frozen=True, slots=True)
class Unbound:
    """An invocation the hub refuses: the sentence it answers, and why, as far as that hides it."""

    error: str
    why: str = ""


def nobody(_user: str, _policy: str) -> bool:
    """Satisfies no policy."""
    return False


@dataclass(frozen=True, slots=True)
class Binder:
    """Binds the invocations of one hub.

    With `has_details` a caller is told what did not fit; `may` says whether a user satisfies a
    method's policy.
    """

    signatures: Mapping[str, Signature]
    has_details: bool = False
    may: Callable[[str, str], bool] = field(default=nobody)

    def bind(
        self, invoked: Invoked, protocol: HubProtocol, user: str, uploading: Container[str] = ()
    ) -> Bound | Unbound:
        """The method that is called, with its arguments; `uploading` are uploads under way."""
        signature = self.signatures.get(invoked.target.lower())
        if signature is None:
            return Unbound(errors.method_does_not_exist(invoked.target))
        try:
            arguments = signature.bind(invoked, protocol)
        except BindingError as error:
            sentence = errors.failed_to_invoke(signature.name)
            if self.has_details:
                sentence = errors.detailed(sentence, "InvalidDataException", str(error))
            return Unbound(sentence, f"{signature.name}: {error.why}")
        if signature.is_plain and not invoked.streaming and not invoked.stream_ids:
            return Bound(signature, arguments)
        refusal = self._refusal(invoked, signature, user, uploading)
        return Bound(signature, arguments) if refusal is None else Unbound(refusal)

    def takes_place(self, invoked: Invoked, protocol: HubProtocol) -> bool:
        """Whether a call that finds no place waits for one.

        One that cannot be bound does not, nor does one of a method that reads uploads (49).
        """
        signature = self.signatures.get(invoked.target.lower())
        if signature is None or signature.uploads:
            return False
        try:
            signature.bind(invoked, protocol)
        except BindingError:
            return False
        return True

    def _refusal(
        self, invoked: Invoked, signature: Signature, user: str, uploading: Container[str]
    ) -> str | None:
        """Why a call that is bound is not run; None where nothing is wrong."""
        if signature.policy is not None and not self.may(user, signature.policy):
            return errors.unauthorized(signature.name)
        if invoked.streaming and signature.item is None:
            return errors.streaming_invocation_of_a_plain_method(signature.name)
        if signature.item is not None and not invoked.streaming:
            return errors.plain_invocation_of_a_streaming_method(signature.name)
        sent, expected = len(invoked.stream_ids), len(signature.uploads)
        if sent != expected:
            return errors.wrong_number_of_uploads(signature.name, sent, expected)
        if any(one in uploading for one in invoked.stream_ids):
            return errors.refused(signature.name, UPLOAD_IN_USE)
        return None
