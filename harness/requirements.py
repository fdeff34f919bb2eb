"""The requirements on an automation client: the rows that verdicts are about.

Ids are permanent: a report of last year must mean the same row today. Which of them a checker
decides is read from the table of checkers, so this list promises nothing that nobody looks at.
"""

import msgspec

from hubproof.harness.verdict import Level


class Requirement(msgspec.Struct, frozen=True):
    """One row. `says` completes "the client ...".

    `seen_from` is the evidence it needs: H what the hubs saw, D the client's own decision log.
    """

    id: str
    level: Level
    says: str
    seen_from: str


_ROWS = (
    Requirement("IDEM-1", "MUST", "stores the key of an intent durably before submitting it", "H"),
    Requirement("IDEM-2", "MUST", "retries an intent under the key it first used", "H"),
    Requirement(
        "IDEM-3", "MUST", "takes no second key for a step that is Processing or Completed", "H"
    ),
    Requirement(
        "IDEM-4", "MUST", "takes Conflict and DuplicateRequest for news and reads the record", "H"
    ),
    Requirement("IDEM-5", "MUST", "finds out what became of a call whose answer was lost", "H"),
    Requirement("IDEM-6", "MUST", "goes on with the recorded order ids once Completed", "H"),
    Requirement("IDEM-7", "MUST", "never resends under a key that Failed", "H"),
    Requirement("IDEM-8", "MUST", "leaves at most one effect per intent at the broker", "H"),
    Requirement("IDEM-9", "MUST", "sends no other payload or operation under a used key", "H"),
    Requirement("IDEM-10", "MUST", "gives every intent a key of its own", "H"),
    Requirement(
        "IDEM-11",
        "MUST",
        "resends under the same key without a record, surfaces one that never ends",
        "H + D",
    ),
    Requirement("IDEM-12", "MUST", "adopts no record of another intent", "H"),
    Requirement("EVT-1", "MUST", "reads the history from its cursor on every new connection", "H"),
    Requirement("EVT-2", "MUST", "reads the history to the last page", "H"),
    Requirement("EVT-3", "MUST", "copes with pages of any size", "H"),
    Requirement("EVT-4", "MUST", "hears new events again soon after every reconnect", "H"),
    Requirement("EVT-5", "MUST", "misses no event after its first cursor", "H"),
    Requirement("EVT-6", "MUST", "acts once on an event that arrives twice", "H, D exactly"),
    Requirement("EVT-7", "MUST", "keeps its cursor behind what it has handled", "H"),
    Requirement("EVT-8", "MUST", "resets a cursor that is ahead of the log", "H"),
    Requirement("EVT-9", "MUST", "lets no early callback move the cursor past the replay", "H"),
    Requirement("EVT-10", "MUST", "survives an exception in a handler", "H"),
    Requirement("EVT-11", "MUST", "keeps receiving while a handler is slow", "H"),
    Requirement("EVT-12", "SHOULD", "replays little more than it needs", "H"),
    Requirement("EVT-13", "MUST", "lets no older event overwrite newer state", "D"),
    Requirement("EVT-14", "MUST", "leaves no gap between replay and subscription", "H"),
    Requirement("EVT-15", "MUST", "retries or dead-letters an event whose handler raised", "H + D"),
    Requirement("EVT-16", "MUST", "starts nothing for a signal announced again while On", "H"),
    Requirement(
        "EVT-17",
        "MUST",
        "surfaces strategies it could not join, sends no empty list for all",
        "H + D",
    ),
    Requirement("DATA-1", "MUST", "restarts its streams after a reconnect or a stream error", "H"),
    Requirement(
        "DATA-2", "MUST", "resyncs from snapshots, also after every restart of a stream", "H"
    ),
    Requirement("DATA-3", "MUST", "sees the truth again soon after items were dropped", "D"),
    Requirement("DATA-4", "MUST", "restarts a stream that its own consumer cannot follow", "H"),
    Requirement("DATA-5", "MUST", "monitors positions from their creation to their closing", "H"),
    Requirement("DATA-6", "MUST", "finds its open positions in the lists, to the last page", "H"),
    Requirement("DATA-7", "MUST", "notices a stream that went silent", "H"),
    Requirement("DATA-8", "SHOULD", "monitors through another provider while one is down", "H"),
    Requirement("QUOTE-1", "MUST", "takes quotes from two providers where two exist", "H"),
    Requirement("QUOTE-2", "MUST", "enters on no stale quote", "H"),
    Requirement("QUOTE-3", "MUST", "ignores boot frames and quotes that cannot be", "H"),
    Requirement("QUOTE-4", "MUST", "enters on no diverging or too few providers", "H"),
    Requirement("QUOTE-5", "MUST", "pauses on divergence until the providers agree again", "H + D"),
    Requirement("QUOTE-6", "SHOULD", "judges by a median, so one tick decides nothing", "H"),
    Requirement("QUOTE-7", "MUST", "prices no order from quotes it may not trust", "H"),
    Requirement("PRICE-1", "MUST", "does not chase its own limit", "H"),
    Requirement("PRICE-2", "MUST", "anchors on the far side of the book", "H"),
    Requirement("PRICE-3", "MUST", "keeps its limit between the sides it trusts", "H"),
    Requirement("PRICE-4", "MUST", "slows down while the far side is stale", "H"),
    Requirement("PRICE-5", "MUST", "crosses the spread late and never by more than its cap", "H"),
    Requirement("PRICE-6", "MUST", "waits after a partial fill before repricing", "H"),
    Requirement("PRICE-7", "MUST", "never works more than the intent while replacing", "H"),
    Requirement("RECON-1", "MUST", "learns the outcome of every job open at a reconnect", "H"),
    Requirement("RECON-2", "MUST", "finishes a workflow whose callback was lost", "H"),
    Requirement("RECON-3", "MUST", "starts no second job beside one in flight or Completed", "H"),
    Requirement("RECON-4", "MUST", "has recovered soon after the last fault healed", "H"),
    Requirement(
        "RECON-5",
        "MUST",
        "compares its state with the broker at start and reports differences",
        "H + D",
    ),
    Requirement(
        "RECON-6", "MUST", "survives connected twice in a row and a half-open connection", "H"
    ),
    Requirement("RECON-7", "MUST", "recovers the job of a prepare call whose answer was lost", "H"),
    Requirement("RECON-8", "MUST", "keeps a durable map to the live ids it needs", "H"),
    Requirement("GUARD-1", "MUST", "ignores signals over its age limit", "H"),
    Requirement("GUARD-2", "MUST", "starts nothing for a signal that it knows is Off", "H"),
    Requirement("GUARD-3", "MUST", "runs one workflow at a time per strategy", "H"),
    Requirement("GUARD-4", "MUST", "lets exits and adjustments go first", "H"),
    Requirement("GUARD-5", "MUST", "bounds its parallel work", "H"),
    Requirement("GUARD-6", "MUST", "keeps its daily cap of positions across restarts", "H"),
    Requirement(
        "GUARD-7", "MUST", "refuses what breaks value or loss limits, and stays stopped", "H"
    ),
    Requirement("GUARD-8", "MUST", "bounds its orders per interval", "H"),
    Requirement(
        "GUARD-9", "SHOULD", "enters nothing on an offline agent or a broken strategy", "H"
    ),
    Requirement("OPS-1", "SHOULD", "connects Control, Data, Event, and verifies each", "H"),
    Requirement("OPS-2", "MUST", "stops cleanly on SIGTERM and recovers what it left", "H"),
    Requirement("OPS-3", "SHOULD", "disconnects Event, Data, Control", "H"),
    Requirement("OPS-4", "MUST", "has a preflight that fails on what would fail later", "D"),
    Requirement("OPS-5", "MUST", "submits nothing in shadow mode", "H + D"),
    Requirement("OPS-6", "MUST", "reports its health truthfully", "D"),
    Requirement("OPS-7", "MUST", "restarts itself a bounded number of times", "H"),
    Requirement("OPS-8", "MUST", "keeps a journal of what it did", "D"),
    Requirement(
        "OPS-9", "SHOULD", "refuses promotion while the last stage has open questions", "D"
    ),
    Requirement("FAIL-1", "MUST", "retries what is retryable and nothing else", "H"),
    Requirement("FAIL-2", "MUST", "backs off with growing, jittered, capped delays", "H"),
    Requirement(
        "FAIL-3", "MUST", "opens its circuit after failures and probes before closing it", "H"
    ),
    Requirement(
        "FAIL-4", "MUST", "keeps what it gave up in a durable dead-letter queue", "D, H for replay"
    ),
    Requirement("FAIL-5", "MUST", "survives a damaged checkpoint without a second entry", "H + D"),
    Requirement("FAIL-6", "MUST", "degrades by rule, the most severe first", "H + D"),
    Requirement(
        "FAIL-7", "MUST", "survives a kill at any point, with nothing lost or doubled", "H"
    ),
    Requirement("FAIL-8", "MUST", "survives slow calls without a second effect", "H"),
    Requirement("FAIL-9", "MUST", "survives a partition of half a minute", "H + D"),
    Requirement("FAIL-10", "MUST", "takes no intent that its disk cannot remember", "H"),
    Requirement("FAIL-11", "MUST", "ends the intent on any other refusal, and says so", "H + D"),
    Requirement("FAIL-12", "MUST", "never retries an error of logic", "H + D"),
    Requirement("FAIL-13", "MUST", "checks ages again after a pause of the process", "H"),
    Requirement("SAFE-1", "MUST", "keeps the money at risk within what the signals call for", "H"),
    Requirement(
        "SAFE-2",
        "MUST",
        "leaves no orphan order and believes in no phantom position",
        "H, D for phantom",
    ),
    Requirement("SAFE-3", "MUST", "ends every intent once, in one terminal state", "D, H for done"),
    Requirement("SAFE-4", "MUST", "acts in time on every signal that it should act on", "H"),
)

REQUIREMENTS: dict[str, Requirement] = {row.id: row for row in _ROWS}
