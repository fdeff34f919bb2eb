"""The HTTP server underneath: aiohttp's, with Kestrel's limits and its silence.

Rule: what is no request is refused without a word, and its connection ends: aiohttp would quote it.
"""

import logging

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

IDLE_S = 130.0
"""How long a TCP connection may be without a whole request: ASP.NET Core's KeepAliveTimeout."""

LINE_BYTES_MAX = 8 * 1024
"""The first line of a request: Kestrel's MaxRequestLineSize."""

HEADER_BYTES_MAX = 32 * 1024
"""One header of it: Kestrel's limit for all of them, as a key may be long."""

_silence = logging.getLogger("hubproof.http")
_silence.disabled = True
# aiohttp quotes malformed requests in its log, key and all; what goes wrong in our own code reaches
# the event loop's exception handler instead.


class Requests(RequestHandler):
    """The requests of one TCP connection."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002  # it quotes the request
    ) -> web.StreamResponse:
        """Refuse what is no request (aiohttp)."""
        if request.writer.output_size > 0:
            raise ConnectionError("an answer has begun, and there is no second one") from exc
        response = web.Response(status=status)
        response.force_close()
        return response


class Listening(web.Server):
    """Takes TCP connections."""

    def __call__(self) -> RequestHandler:
        """One has come (aiohttp)."""
        return Requests(
            self,
            loop=self._loop,
            access_log=None,  # type: ignore[arg-type]  # as web.Server takes it, and means it
            logger=_silence,
            keepalive_timeout=IDLE_S,
            max_line_size=LINE_BYTES_MAX,
            max_field_size=HEADER_BYTES_MAX,
        )
