"""What a client and the hubs agree on: messages, codecs, models, methods.

No I/O and no clock here, and nothing of ours is imported: both sides stand on this floor.
"""
