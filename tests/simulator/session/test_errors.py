"""The sentences of refusal, word for word as ASP.NET Core 10 was recorded."""

import pytest

from hubproof.simulator.session import errors


@pytest.mark.parametrize(
    ("sentence", "recorded"),
    [
        (errors.protocol_not_supported("xml"), "The protocol 'xml' is not supported."),
        (
            errors.version_not_supported("json", 7),
            "The server does not support version 7 of the 'json' protocol.",
        ),
        (
            errors.method_does_not_exist("Nowhere"),
            (
                "Failed to invoke 'Nowhere' due to an error on the server."
                " HubException: Method does not exist."
            ),
        ),
        (
            errors.failed_to_invoke("Add"),
            "Failed to invoke 'Add' due to an error on the server.",
        ),
        (
            errors.unexpected_error("Boom"),
            "An unexpected error occurred invoking 'Boom' on the server.",
        ),
        (
            errors.refused("Refuse", "refused"),
            "An unexpected error occurred invoking 'Refuse' on the server. HubException: refused",
        ),
        (
            errors.unauthorized("Secret"),
            "Failed to invoke 'Secret' because user is unauthorized",
        ),
        (
            errors.plain_invocation_of_a_streaming_method("Count"),
            (
                "The client attempted to invoke the streaming 'Count' method"
                " with a non-streaming invocation."
            ),
        ),
        (
            errors.streaming_invocation_of_a_plain_method("Add"),
            (
                "The client attempted to invoke the non-streaming 'Add' method"
                " with a streaming invocation."
            ),
        ),
        (errors.stream_failed(), "An error occurred on the server while streaming results."),
        (
            errors.stream_failed("refused after"),
            "An error occurred on the server while streaming results. HubException: refused after",
        ),
        (errors.invocation_id_in_use("s"), "Invocation ID 's' is already in use."),
        (
            errors.wrong_number_of_uploads("Add", 1),
            (
                "An unexpected error occurred invoking 'Add' on the server."
                " HubException: Client sent 1 stream(s), Hub method expects 0."
            ),
        ),
    ],
)
def test_the_sentence_is_the_recorded_one(sentence: str, recorded: str) -> None:
    assert sentence == recorded
