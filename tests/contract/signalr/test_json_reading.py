"""A message that is not the plain one: what it comes to, or the sentence that refuses it."""

import pytest
from msgspec import Raw

from hubproof.contract.signalr.errors import ProtocolError
from hubproof.contract.signalr.json_reading import read_handshake, read_message
from hubproof.contract.signalr.messages import (
    PING,
    Ack,
    CancelInvocation,
    Close,
    Completion,
    Invocation,
    Message,
    Sequence,
    StreamInvocation,
    StreamItem,
)

CALL = '"invocationId":"1","target":"Add","arguments":[1,{"a":[ 2 ]},"x"]'
ARGUMENTS = [Raw(b"1"), Raw(b'{"a":[ 2 ]}'), Raw(b'"x"')]
BOUNDS = "Either the JSON value is not in a supported format, or is out of bounds for an Int{}."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f'{{"type":1,{CALL},"colour":[1]}}', Invocation("Add", ARGUMENTS, "1")),
        (f'{{{CALL},"type":6,"type":1}} more', Invocation("Add", ARGUMENTS, "1")),
        (
            '{"type":1,"target":"a","target":"b","arguments":[1],"arguments":[]}',
            Invocation("b", []),
        ),
        (
            '{"type":1,"target":"a","arguments":[],"headers":{"k":"v","k":"w"},"result":1}',
            Invocation("a", []),
        ),
        (
            f'{{"type":4,{CALL},"streamIds":["é",""]}}',
            StreamInvocation("1", "Add", ARGUMENTS, ["é", ""]),
        ),
        ('{"type":2,"item":"x" ,"invocationId":"q"}', StreamItem("q", Raw(b'"x"'))),
        ('{"type":3,"result":[1] ,"invocationId":"q"}', Completion("q", Raw(b"[1]"))),
        ('{"type":3,"invocationId":"q","error":""}', Completion("q", error="")),
        ('{"type":3,"invocationId":"q"}', Completion("q")),
        ('{"type":5,"invocationId":"q","target":"x"}', CancelInvocation("q")),
        ('{"type":6,"target":"x","\\ud800":"\\ud800"}', PING),
        ('{"type":7,"error":"e","allowReconnect":true}', Close("e", allow_reconnect=True)),
        ('{"type":7}', Close()),
        ('{"type":8,"sequenceId":-1}', Ack(-1)),
        ('{"type":9,"sequenceId":null,"sequenceId":9223372036854775807}', Sequence(2**63 - 1)),
        ('{"type":0}', None),
        ('{"type":99,"target":"x"}', None),
    ],
)
def test_a_message_is_what_its_members_say(text: str, message: Message | None) -> None:
    assert read_message(text.encode()) == message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[]", "Unexpected JSON Token Type 'Array'. Expected a JSON Object."),
        ("true", "Unexpected JSON Token Type 'True'. Expected a JSON Object."),
        ('{"target":1,nonsense', "Expected 'target' to be of type String."),
        ('{"type":6,"target":5}', "Expected 'target' to be of type String."),
        ('{"type":99,"arguments":{}}', "Expected 'arguments' to be of type Array."),
        ('{"type":6,"allowReconnect":1}', "Expected 'allowReconnect' to be true or false."),
        ('{"type":6,"sequenceId":"1"}', "Expected 'sequenceId' to be of type Number."),
        ('{"type":6,"headers":[]}', "Expected 'headers' to be of type StartObject."),
        ('{"type":6,"headers":{"a":1}}', "Expected header 'a' to be of type String."),
        ('{"type":6,"streamIds":[null]}', "Null value for 'streamIds' is not valid."),
        ('{"type":null}', "Expected 'type' to be of type Number."),
        ('{"type":8,"sequenceId":null}', "Missing required property 'sequenceId'."),
        ('{"type":4,"arguments":[]}', "Missing required property 'target'."),
        ('{"type":4,"target":"a"}', "Missing required property 'invocationId'."),
        (
            '{"type":4,"target":"a","arguments":[],"invocationId":""}',
            "Missing required property 'invocationId'.",
        ),
        ('{"type":4,"target":"a","invocationId":"1"}', "Missing required property 'arguments'."),
        ('{"type":2,"item":1,"invocationId":""}', "Missing required property 'invocationId'."),
        ('{"type":3,"invocationId":""}', "Missing required property 'invocationId'."),
        ('{"type":5,"invocationId":""}', "Missing required property 'invocationId'."),
        (
            '{"type":3,"invocationId":"1","result":null,"error":""}',
            "The 'error' and 'result' properties are mutually exclusive.",
        ),
        ('{"type":6,"x":[1,}', "Error reading JSON."),
        ('{"type":6,"x":' + "[" * 64, "Error reading JSON."),
    ],
)
def test_what_is_wrong_first_ends_it(text: str, says: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        read_message(text.encode())
    assert (str(caught.value), caught.value.named) == (says, "InvalidDataException")


@pytest.mark.parametrize(
    ("text", "says", "named"),
    [
        ('{"type":1.0}', BOUNDS.format(32), "FormatException"),
        ('{"type":1e0}', BOUNDS.format(32), "FormatException"),
        ('{"type":2147483648}', BOUNDS.format(32), "FormatException"),
        ('{"type":8,"sequenceId":9223372036854775808}', BOUNDS.format(64), "FormatException"),
        (
            '{"streamIds":[1]}',
            "Cannot get the value of a token type 'Number' as a string.",
            "InvalidOperationException",
        ),
        (
            '{"target":"\\udc00"}',
            ("Cannot read invalid UTF-16 JSON text as string. Invalid surrogate value: '0xDC00'."),
            "InvalidOperationException",
        ),
    ],
)
def test_other_errors_have_other_names(text: str, says: str, named: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        read_message(text.encode())
    assert (str(caught.value), caught.value.named) == (says, named)


def test_a_handshake_may_be_followed_by_anything() -> None:
    text = b'{"protocol":"xml","version":0,"protocol":"json","version":-1} nonsense'
    assert read_handshake(text) == ("json", -1)


@pytest.mark.parametrize(
    ("text", "says", "named"),
    [
        (
            '{"protocol":"json","version":null}',
            (
                "Missing required property 'version'."
                ' Message content: {"protocol":"json","version":null}'
            ),
            "InvalidDataException",
        ),
        ('{"protocol":"json","version":1.0}', BOUNDS.format(32), "FormatException"),
        (
            '{"protocol":"json","version":1}'[:-1],
            (
                "'1' is an invalid end of a number. Expected a"
                " delimiter. LineNumber: 0 | BytePositionInLine: 30."
            ),
            "JsonReaderException",
        ),
        ('{"version":"1",', "Expected 'version' to be of type Number.", "InvalidDataException"),
    ],
)
def test_a_handshake_that_is_none_says_why(text: str, says: str, named: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        read_handshake(text.encode())
    assert (str(caught.value), caught.value.named) == (says, named)
