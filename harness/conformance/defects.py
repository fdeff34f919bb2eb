"""What our server does where the recorded one has a defect.

Rule: every recording with that flag has its line here, and a test of its own holds it.
"""

from collections.abc import Mapping

INSTEAD: Mapping[str, str] = {
    "json/unknown-type": "the message is skipped and what follows is served",
    "json/unknown-type-unlimited": "as recorded: the message is skipped and what follows served",
    "json/unknown-type-same-frame": "the message is skipped and the call behind it is answered",
    "messagepack/unknown-type": "the message is skipped and what follows is served",
    "messagepack/unknown-type-same-frame": "it is skipped and the call behind it is answered",
    "stateful/adopted": "the new socket takes over, the old one is cut and nothing is lost",
    "stateful/half-a-message": "what was half sent is forgotten, and what follows is served",
    "upload/id-twice": "the second call is refused, and the first keeps its stream",
    "upload/unread": "unread items are dropped when the method returns, the connection lives on",
}
"""By the name of the case."""
