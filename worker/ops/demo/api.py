"""The demo's API: the emulator as a process of its own, asked over HTTP for its ledger."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from worker.attempt import ACTION
from worker.emulator import KeyPair
from worker.ops.demo.children import child
from worker.ops.demo.folder import DemoFolder

LIMIT: Final = 20
ILL: Final = 0.03
_FAULTS: Final = [
    {"name": "internal_error_before", "probability": ILL, "times": None, "action": ACTION}
]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the API saw.

    Attributes:
        arrivals: Calls.
        created: FlowGroupIds of the groups it created.
        throttled: Calls that its limiter refused.
        peak: Most arrivals in any second, wherever it starts.
        codes: Error answers by code.
        uploads: Files that it took.
        pace: Calls a second from the first arrival to the last.
    """

    arrivals: int
    created: list[str]
    throttled: int
    peak: int
    codes: dict[str, int]
    uploads: int
    pace: float


class Api:
    """The running emulator."""

    def __init__(self, url: str, key: KeyPair, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.key = key
        self._session = session

    async def fall_ill(self) -> None:
        """Answer a few percent of the calls with InternalError."""
        async with self._session.post(f"{self.url}/_emulator/faults", json=_FAULTS) as answer:
            answer.raise_for_status()

    async def ledger(self) -> Ledger:
        """Ask for what came in and what was created."""
        summary = await self._get("summary")
        entries = (await self._get("ledger"))["entries"]
        codes: dict[str, int] = summary["codes"]
        return Ledger(
            arrivals=summary["arrivals"],
            created=[entry["flow_group_id"] for entry in entries if entry["created"]],
            throttled=sum(n for c, n in codes.items() if c.startswith("RequestLimitExceeded")),
            peak=summary["peak"],
            codes=codes,
            uploads=summary["uploads"],
            pace=_pace([entry["arrived"] for entry in entries if entry["action"] == ACTION]),
        )

    async def _get(self, what: str) -> dict[str, Any]:
        async with self._session.get(f"{self.url}/_emulator/{what}") as answer:
            answer.raise_for_status()
            value: dict[str, Any] = await answer.json()
            return value


def _pace(arrived: list[float]) -> float:
    span = max(arrived, default=0) - min(arrived, default=0)
    return (len(arrived) - 1) / span if span else 0


@asynccontextmanager
async def api(folder: DemoFolder) -> AsyncIterator[Api]:
    """Run the emulator with credentials that nothing else knows."""
    key = KeyPair.generate()
    environ = {
        "TENCENTCLOUD_SECRET_ID": key.secret_id,
        "TENCENTCLOUD_SECRET_KEY": key.secret_key,
    }
    arguments = ("emulator", "--port", "0", "--limit", str(LIMIT), "--check-files")
    async with (
        child("emulator", folder, environ, *arguments) as emulator,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(10)) as session,
    ):
        url = (await emulator.line()).partition("=")[2]
        yield Api(url, key, session)
