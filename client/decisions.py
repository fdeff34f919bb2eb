"""The decision log: what the client decided, one JSON object per line.

A judge reads it beside what the hubs saw. A line is written after its decision is durable and is
flushed at once, so that the log of a killed client ends with what it had really done. Without a
path nothing is written.
"""

import logging
from pathlib import Path

import msgspec

from hubproof.client.settings import SettingsError

_encoder = msgspec.json.Encoder()
_log = logging.getLogger(__name__)


class DecisionLog:
    """Appends decisions to `path`; None makes every method a no-op.

    Raises:
        SettingsError: the file cannot be written.
    """

    def __init__(self, path: Path | None) -> None:
        try:
            self._file = None if path is None else path.open("ab", buffering=0)
        except OSError as error:
            raise SettingsError(
                f"HUBPROOF_DECISIONS {str(path)!r} cannot be written ({error.strerror}): "
                "name a file in a folder that is writable, or unset it."
            ) from None

    def handled(self, event_id: str, event_seq_id: int | None) -> None:
        """An event was handled, and that is durable."""
        self._write("handled", event_id=event_id, event_seq_id=event_seq_id)

    def intent(self, intent: str, *, event_id: str, strategy_id: int, account: str) -> None:
        """An entry signal became an intent."""
        self._write(
            "intent",
            intent=intent,
            event_id=event_id,
            strategy_id=strategy_id,
            broker_account_id=account,
        )

    def submitted(self, intent: str, *, step: str, key: str) -> None:
        """A step is about to be sent under its key."""
        self._write("submitted", intent=intent, step=step, key=key)

    def surfaced(self, intent: str | None, reason: str) -> None:
        """Something that a person should know."""
        self._write("surfaced", intent=intent, reason=reason)

    def ended(self, intent: str, *, state: str, reason: str | None) -> None:
        """An intent reached its terminal state."""
        self._write("ended", intent=intent, state=state, reason=reason)

    def close(self) -> None:
        """Write no more."""
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def _write(self, decision: str, **members: str | int | None) -> None:
        if self._file is None:
            return
        try:
            self._file.write(_encoder.encode({"decision": decision, **members}) + b"\n")
        except OSError:
            # The decision stands; a log that cannot be written must not undo or repeat it.
            _log.exception("the decision log cannot be written any more")
            self.close()
