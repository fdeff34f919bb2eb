"""What we had to assume about how long events are kept; `assumed` has it in its table.

The documents list retention among what they leave open, and a client that was away for long enough
meets it. The worst answer would be a page that begins later without saying so.
"""

from hubproof.contract.mesolive.assumption import Assumption
from hubproof.contract.mesolive.enums import StatusCode

EVENTS_EXPIRED_CODE = "EventsExpired"
"""Error.Code of a GetEventsSince whose events are not all kept (`events.expired_cursor`)."""

RETENTION: tuple[Assumption, ...] = (
    Assumption(
        key="events.retention",
        question="How long are events kept?",
        answer="For ever, unless a world is set up to keep so many, or those of so many seconds.",
        why="Nothing is documented, and a calm run should not depend on it.",
    ),
    Assumption(
        key="events.expired_cursor",
        question="How is GetEventsSince answered when events after the cursor are not kept?",
        answer="With status NotFound and Error.Code EventsExpired, for an id, for 0 and for a "
        "token alike; the message names the last number that is gone.",
        why="What was asked for is not there. A page that began later would be taken for all "
        "there is, and a client must be able to tell this from a token that is wrong.",
        value=StatusCode.NotFound,
    ),
    Assumption(
        key="events.latest_outlives_retention",
        question="What does GetLatestEventSeqId say when the user's last event is not kept?",
        answer="Still its number.",
        why="It is the baseline of a cursor: a smaller one would look like a log that was reset.",
        value=True,
    ),
    Assumption(
        key="events.active_outlives_retention",
        question="Is a signal or an error still pushed on connect when its event is not kept?",
        answer="Yes, under its own EventId and EventSeqId.",
        why="It is the state that is active, not the history, and it is all that a client who "
        "lost events can read of it.",
        value=True,
    ),
)
