"""A caller of the emulator that shares no code with the worker or the emulator."""

import hashlib
import hmac
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson

from worker.emulator import Emulator, EmulatorConfig, KeyPair

ACTION = "ChannelCreateFlowGroupByFiles"
DATA = Path(__file__).parent.parent / "api" / "data"


def example(number: int) -> dict[str, Any]:
    """Read the API document's example request 1 or 2."""
    body: dict[str, Any] = orjson.loads((DATA / f"example{number}_request.json").read_bytes())
    return body


class StillClock:
    """A clock that stands where the test put it."""

    def __init__(self, now: float) -> None:
        self.now = now

    def monotonic(self) -> float:
        """Tell the instant."""
        return self.now

    def wall(self) -> float:
        """Tell the same instant."""
        return self.now

    async def sleep_until(self, instant: float) -> None:
        """Jump there."""
        self.now = instant

    async def meet(self, instant: float) -> None:
        """Jump there too."""
        self.now = instant


def sign(
    key: KeyPair, body: bytes, fields: Mapping[str, str], timestamp: int, signed: str
) -> dict[str, str]:
    """Add X-TC-Timestamp and Authorization to header fields, over the signed ones."""
    fields = {**fields, "X-TC-Timestamp": str(timestamp)}
    values = {name.lower(): value for name, value in fields.items()}
    canonical = "".join(f"{n}:{values.get(n, '').lower()}\n" for n in signed.split(";"))
    date = datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%d")
    request = f"POST\n/\n\n{canonical}\n{signed}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{date}/essbasic/tc3_request"
    text = f"TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    secret = ("TC3" + key.secret_key).encode()
    for part in (*scope.split("/"), text):
        secret = hmac.new(secret, part.encode(), hashlib.sha256).digest()
    authorization = (
        f"TC3-HMAC-SHA256 Credential={key.secret_id}/{scope}, "
        f"SignedHeaders={signed}, Signature={secret.hex()}"
    )
    return {**fields, "Authorization": authorization}


class Caller:
    """Sends signed calls to one emulator, or to the address of another."""

    def __init__(self, api: Emulator, session: aiohttp.ClientSession) -> None:
        self.api = api
        self.url = api.url
        self.session = session
        self.response: dict[str, Any] = {}
        self.headers: Mapping[str, str] = {}

    def signed(
        self,
        body: bytes,
        *,
        key: KeyPair | None = None,
        timestamp: int | None = None,
        signed: str = "content-type;host",
        **changes: str,
    ) -> dict[str, str]:
        """Make the headers of a call; changes name header fields with _ for -."""
        fields = {
            "Host": urlsplit(self.url).netloc,
            "Content-Type": "application/json",
            "X-TC-Action": ACTION,
            "X-TC-Version": "2021-05-26",
        }
        fields |= {name.replace("_", "-"): value for name, value in changes.items()}
        now = int(time.time_ns() // 10**9) if timestamp is None else timestamp
        return sign(key or self.api.key, body, fields, now, signed)

    async def post(self, body: bytes, headers: Mapping[str, str]) -> str:
        """Send bytes as they are; return the error code, or created."""
        request = self.session.post(self.url, data=BytesIO(body), headers=headers)
        async with request as reply:
            self.headers = reply.headers
            self.response = orjson.loads(await reply.read())["Response"]
        error = self.response.get("Error")
        return str(error["Code"]) if error else "created"

    async def create(self, body: object = None, **changes: Any) -> str:  # noqa: ANN401 - headers
        """Call with a body (example 1 by default); return the error code, or created."""
        raw = orjson.dumps(example(1) if body is None else body)
        return await self.post(raw, self.signed(raw, **changes))


@asynccontextmanager
async def emulated(config: EmulatorConfig | None = None) -> AsyncIterator[Caller]:
    """Run an emulator and a caller of it; without a limit unless configured."""
    async with (
        Emulator(config or EmulatorConfig(limit=0)) as api,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(20)) as session,
    ):
        yield Caller(api, session)
