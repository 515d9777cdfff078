"""What `/metrics` answers: rendered a few times a second at most, for a scraper must not cost the worker its slots."""

from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from worker.clock import Clock
from worker.ops.web.figures import Figures, FiguresReader
from worker.ops.web.fleet import Fleet
from worker.ops.web.ready import Readiness

KEPT: Final = 0.2  # s for which one rendering, 0.7 ms of the worker's loop, serves everybody


class Exposition:
    """The metrics of a process as text."""

    def __init__(
        self,
        registry: CollectorRegistry,
        figures: FiguresReader,
        readiness: Readiness,
        clock: Clock,
        *,
        rate_limit: float,
    ) -> None:
        self._registry = registry
        self._figures = figures
        self._readiness = readiness
        self._clock = clock
        self._fleet = Fleet(rate_limit)
        self._kept: dict[str, tuple[float, bytes]] = {}  # by content type: until when, and what
        registry.register(self._fleet)

    async def text(self, accept: str) -> tuple[bytes, str]:
        """Return the metrics in the format that a scraper asks for, and its content type."""
        reason = await self._readiness.fault()
        seen = await self._figures.read()
        encode, content_type = choose_encoder(accept)
        until, body = self._kept.get(content_type, (0.0, b""))
        now = self._clock.monotonic()
        if not body or now >= until:
            self._fleet.show(seen if isinstance(seen, Figures) else None, ready=reason is None)
            body = encode(self._registry)
            self._kept[content_type] = now + KEPT, body
        return body, content_type
