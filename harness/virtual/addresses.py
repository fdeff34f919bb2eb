"""Addresses of the one virtual host: loopback literals and ``localhost``, answered from memory.

Names are not looked up. A name service is a thread and a real network, and its answers change.
"""

import ipaddress
import socket

LOOPBACK = "127.0.0.1"
LOOPBACK_6 = "::1"
WILDCARD = "0.0.0.0"  # noqa: S104  # of a host that exists in memory only
LOOPBACK_NAMES = (None, "", "localhost")

SocketAddress = tuple[str, int] | tuple[str, int, int, int]
AddressInfo = tuple[socket.AddressFamily, socket.SocketKind, int, str, SocketAddress]


def literal(host: str | None) -> str | None:
    """The IP literal that ``host`` stands for without asking anybody; None if it is a name."""
    if host is None or host in LOOPBACK_NAMES:
        return LOOPBACK
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return host


def is_here(ip: str) -> bool:
    """True for an address of this host: loopback, or the wildcard a listener may bind."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    return address.is_loopback or address.is_unspecified


def socket_address(ip: str, port: int) -> SocketAddress:
    """The tuple that sockets of the literal's family use for it."""
    return (ip, port, 0, 0) if ":" in ip else (ip, port)


def address_info(ip: str, port: int) -> AddressInfo:
    """One answer of ``getaddrinfo`` for a stream connection."""
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    return family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", socket_address(ip, port)
