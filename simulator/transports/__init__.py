"""The aiohttp edge: HTTP and WebSockets on one side, sessions and hubs on the other.

Nothing is decided here that could be decided in a session; this room owns sockets and timers.
"""
