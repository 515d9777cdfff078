"""A worker with its HTTP server in this process, and what a scraper reads of it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from tests.support.workers import Seen
from worker.ops.web.server import Server, open_server
from worker.settings import Settings

Samples = Mapping[tuple[str, frozenset[tuple[str, str]]], float]


@dataclass
class Web:
    """A server and a client of it."""

    server: Server
    session: aiohttp.ClientSession
    seen: Seen

    async def get(self, path: str, token: str | None = None) -> tuple[int, str]:
        """Return status and text."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        url = f"http://127.0.0.1:{self.server.port}{path}"
        async with self.session.get(url, headers=headers) as reply:
            return reply.status, await reply.text()

    async def scrape(self) -> Samples:
        """Return what Prometheus would store."""
        status, text = await self.get("/metrics")

        assert 200 == status
        return parsed(text)


def parsed(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Read an exposition as Prometheus does."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def of(samples: Samples, name: str, **labels: str) -> float:
    """Return one sample."""
    return samples[name, frozenset(labels.items())]


@asynccontextmanager
async def web(url: str, *, sends: bool = True, **settings: Any) -> AsyncIterator[Web]:  # noqa: ANN401 - settings
    """Serve on a free port of loopback."""
    chosen = {"http": "127.0.0.1:0", "database_url": url, **settings}
    seen = Seen()
    server = await open_server(Settings(**chosen), "en", seen, sends=sends)
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(20)) as session:
            yield Web(server, session, seen)
    finally:
        await server.close()
