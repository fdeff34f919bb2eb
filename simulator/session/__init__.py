"""The server side of one SignalR connection: bytes in, events and bytes out.

No sockets, no clock, no tasks: time is an argument in integer microseconds, and the shell that owns
the socket asks when to come back.
"""
