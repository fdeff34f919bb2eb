"""How a socket is made to end in a reset (RST) and not in an orderly end (FIN).

A kernel sends a reset for a socket that is closed while it lingers for no time at all; what it had
not sent yet is thrown away. A transport without a socket resets by itself when it is aborted.
"""

import asyncio
import socket
import struct

_LINGER_FOR_NOTHING = struct.pack("ii", 1, 0)


def make_close_a_reset(transport: asyncio.Transport) -> None:
    """From here on, closing the socket of `transport` resets the connection."""
    sock = transport.get_extra_info("socket")
    if sock is not None and not transport.is_closing():
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_FOR_NOTHING)
