"""MESOLIVE_INSTANCE: the origin below which the hubs live.

Only an origin with its scheme is taken. A path would silently move every hub elsewhere, and a bare
host would leave open whether the key may travel unencrypted.
"""

from urllib.parse import urlsplit

from hubproof.contract.mesolive.methods import HUB_PATHS, HubName

_SAYS = "use an origin with its scheme and no path, such as https://mesolive.example or http://127.0.0.1:8765"


def parse_instance(text: str) -> str:
    """The origin without a trailing slash.

    Raises:
        ValueError: one sentence that names what is wrong and what is wanted.
    """
    origin = text.strip().removesuffix("/")
    try:
        parts = urlsplit(origin)
        has_port = parts.port != 0
        (parts.hostname or "").encode("idna")  # as whoever looks the name up does
    except ValueError as error:
        raise ValueError(f"MESOLIVE_INSTANCE is not an address ({error}): {_SAYS}.") from error
    if parts.scheme not in {"http", "https"}:
        raise ValueError(f"MESOLIVE_INSTANCE {text!r} has no http or https scheme: {_SAYS}.")
    if not parts.hostname or not has_port or "@" in parts.netloc:
        raise ValueError(f"MESOLIVE_INSTANCE {text!r} names no usable host: {_SAYS}.")
    if parts.path or parts.query or parts.fragment:
        raise ValueError(f"MESOLIVE_INSTANCE {text!r} is more than an origin: {_SAYS}.")
    return origin


def hub_url(instance: str, hub: HubName) -> str:
    """The address of one hub below an origin that `parse_instance` returned."""
    return instance + HUB_PATHS[hub]
