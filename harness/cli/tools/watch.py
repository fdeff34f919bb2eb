"""A watch: for so many seconds somebody looks on, and may be called away.

It ends with its time, with Ctrl-C, with the reader of its output, or with what it looks at. A look
that was cut short by its owner counts for what it saw.
"""

import asyncio


class Watch:
    """One watch of `seconds`; `keep` is the look itself."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.lasted_s = 0.0
        self._ended = asyncio.Event()
        self._is_kept = False

    async def keep(self) -> None:
        """Look on until it ends; at once where it was ended before."""
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        self._is_kept = True
        try:
            async with asyncio.timeout(self.seconds):
                await self._ended.wait()
        except TimeoutError:
            pass
        finally:
            self._is_kept = False
            self.lasted_s = loop.time() - began_s

    def end(self) -> bool:
        """End it; whether it was being kept. What goes on otherwise does not know of it."""
        self._ended.set()
        return self._is_kept
