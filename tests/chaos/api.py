"""The emulator of a campaign, seen from outside: its ledger file, and the knobs it offers over HTTP."""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp

from tests.chaos.causes import Pace
from tests.chaos.child import Child, start
from worker.emulator import Entry, KeyPair, read_ledger


class Api:
    """A running emulator process."""

    def __init__(self, url: str, key: KeyPair, child: Child, ledger: Path) -> None:
        self.url = url
        self.key = key
        self._child = child
        self.pace = Pace()
        self._ledger = ledger
        self._read = 0
        self._calls = 0

    def seen_with(self, key: KeyPair) -> "Api":
        """Return the same endpoint for a caller with another key."""
        return Api(self.url, key, self._child, self._ledger)

    def entries(self) -> list[Entry]:
        """Read the ledger as it stands."""
        return read_ledger(self._ledger) if self._ledger.exists() else []

    def calls(self) -> int:
        """Count the arrivals so far; cheap enough to be asked all the time."""
        if self._ledger.exists():
            with self._ledger.open("rb") as file:
                file.seek(self._read)
                news = file.read()
            self._read += len(news)
            self._calls += news.count(b"\n")
        return self._calls

    async def tune(self, **settings: object) -> None:
        """Change latency, quota or limit."""
        if (latency := settings.get("latency")) is not None:
            self.pace = replace(self.pace, latency=float(str(latency)))
        await self._request("POST", "settings", settings)

    async def misbehave(self, *faults: dict[str, object]) -> None:
        """Queue faults, with the fields of worker.emulator.faults.Fault."""
        later = {str(f["name"]): float(str(f["seconds"])) for f in faults if "seconds" in f}
        self.pace = replace(self.pace, faults={**self.pace.faults, **later})
        await self._request("POST", "faults", list(faults))

    async def behave(self) -> None:
        """Drop the faults in wait."""
        await self._request("DELETE", "faults", None)

    async def forget_files(self) -> None:
        """Let the ids of all uploaded files end."""
        await self._request("DELETE", "files", None)

    async def set_clock(self, *, ahead: bool) -> None:
        """Set its clock a quarter of an hour ahead, or right again."""
        self._child.send(signal.SIGUSR1 if ahead else signal.SIGUSR2)
        await self._request("GET", "faults", None)

    async def _request(self, method: str, what: str, body: object) -> None:
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, f"{self.url}/_emulator/{what}", json=body) as answer,
        ):
            answer.raise_for_status()


@asynccontextmanager
async def api(folder: Path, seed: int, key: KeyPair | None = None) -> AsyncIterator[Api]:
    """Run an emulator with a ledger in the folder."""
    key = key or KeyPair.generate()
    ledger = folder / "ledger.jsonl"
    module = ("tests.chaos.emulator", str(ledger), str(seed))
    child = await start(module, credentials(key), folder / "api.log", speaks=True)
    try:
        if child.process.stdout is None or not (line := await child.process.stdout.readline()):
            raise RuntimeError(child.log.read_text())
        yield Api(line.decode().strip(), key, child, ledger)
    finally:
        await child.end()


def credentials(key: KeyPair) -> dict[str, str]:
    """Write a key as the environment holds it."""
    return {"TENCENTCLOUD_SECRET_ID": key.secret_id, "TENCENTCLOUD_SECRET_KEY": key.secret_key}
