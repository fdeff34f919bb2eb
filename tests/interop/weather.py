"""The hub that pysignalr's own tests talk to, written as those tests expect it."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator

from aiohttp import web

from hubproof.simulator.hubs.typed import Hub, HubError, TypedHost
from hubproof.simulator.session.options import SessionOptions
from hubproof.simulator.transports.lobby import ALL_TRANSPORTS, EndpointOptions
from hubproof.simulator.transports.server import HubServer


class WeatherHub(Hub):
    """Messages, groups, a stream each way, a question."""

    async def send_message(self, user: str, message: str) -> None:
        await self.clients.all.send("ReceiveMessage", user, message)

    async def send_message_to_group(self, group: str, user: str, message: str) -> None:
        await self.clients.group(group).send("ReceiveMessage", user, message)

    async def add_to_group(self, group: str) -> None:
        me = self.context.connection_id
        await self.groups.add(me, group)
        said = f"{me} has joined the group {group}."
        await self.clients.group(group).send("ReceiveMessage", "System", said)

    async def remove_from_group(self, group: str) -> None:
        me = self.context.connection_id
        await self.groups.remove(me, group)
        said = f"{me} has left the group {group}."
        await self.clients.group(group).send("ReceiveMessage", "System", said)

    async def send_weather_forecast(self, forecast: str) -> None:
        await self.clients.all.send("ReceiveWeatherForecast", forecast)

    async def trigger_result_required(self, user: str, message: str) -> None:
        told = await self.clients.caller.invoke(str, "ResultRequired", "Reply this message")
        if told == "Reply message":
            await self.clients.caller.send("SuccessReceivedMessage", user, message)

    async def countdown(self, count: int) -> AsyncIterator[int]:
        for number in range(count, 0, -1):
            yield number
            await asyncio.sleep(0.01)

    async def upload_stream(self, stream: AsyncIterator[int]) -> None:
        total = 0
        async for number in stream:
            total += number
        await self.clients.caller.send("UploadComplete", total)

    def echo(self, payload: str) -> str:
        return payload

    def fail(self, reason: str) -> None:
        raise HubError(reason)


async def _login(request: web.BaseRequest) -> web.StreamResponse:
    if request.method == "POST" and request.path == "/api/auth/login":
        return web.json_response({"token": "a-token"})
    return web.Response(status=404)


def weather_server() -> HubServer:
    """A server of the hub; it knows one token, and lets in who has none."""
    session = SessionOptions(protocols=("json", "messagepack"))
    return HubServer(
        {"weather": ("/weatherHub", TypedHost(WeatherHub))},
        authorize=lambda key: "test" if key == "a-token" else None,
        clock=lambda: time.monotonic_ns() // 1000,
        token=lambda: secrets.token_urlsafe(16),
        endpoints={
            "weather": EndpointOptions(session=session, transports=ALL_TRANSPORTS, needs_user=False)
        },
        beside=_login,
    )
