"""The SignalR hub protocol: messages, JSON encoding, handshake, framing.

Bytes in, messages out; no sockets, no clock. Both ends of a connection read and write through this
room, so a rule about the wire is written down once.
"""
