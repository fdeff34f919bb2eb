"""The path of a request as routing compares it: ASP.NET Core's, behind Kestrel.

Rules: case does not count, nor does one slash at the end; escapes are read, but that of a slash;
`.` and `..` are followed; an empty segment in between is a segment.
"""

from urllib.parse import unquote, urlsplit


def segments_of(target: str) -> list[str]:
    """The segments of a request's target, which may be a whole URL; none for the root."""
    path = target.partition("?")[0] if target.startswith("/") else urlsplit(target).path
    segments: list[str] = []
    for segment in path.split("/")[1:]:
        told = unquote(segment.replace("%2F", "%252F").replace("%2f", "%252f"))
        if told == "..":
            del segments[-1:]
        elif told != ".":
            segments.append(told)
    return segments[:-1] if segments and not segments[-1] else segments


def route_of(target: str) -> str:
    """The path as one text that can be compared: `/hub/negotiate`, and nothing for the root."""
    return "".join(f"/{segment.lower()}" for segment in segments_of(target))
