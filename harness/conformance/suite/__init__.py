"""The conformance suite: named cases that a raw client plays against a server of the test hub.

Rule: a case says what a behaviour demands and nothing of how our server does it, so that it may be
played against any server that exposes the same hub. What is expected is plain data; only `wire`,
`sockets` and `carriers` know how it travels.
"""
