"""The namespace of hubproof: the version, and nothing else.

The rooms (contract, simulator, client, harness, scenarios) hang below this name, so that a bot's
own folders of the same names never collide with ours.
"""

VERSION = "0.1.0"
