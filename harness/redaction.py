"""Redaction: the key of a run stands in nothing that is kept of it.

A run's record goes into reports and bug trackers. Whatever a subject says passes through here on
its way into the record.
"""

HIDDEN = "(key)"
"""What stands where the subject repeated the key it was given."""


def redacted(text: str, key: str) -> str:
    """`text` without the key."""
    return text.replace(key, HIDDEN)
