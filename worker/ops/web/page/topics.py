"""The looks that the pages take, each one statement."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.attempt import ACTION
from worker.ops.ask import ask
from worker.ops.web.page.board import Read, Topic
from worker.ops.web.page.tonight import Tonight

BATCHES: Final = 1_000
CODES: Final = 2_000  # a code of a batch each
ROWS: Final = 200
SECONDS: Final = 300  # of the strip


async def _tonight(engine: AsyncEngine) -> Tonight:
    [row] = await ask(engine, "page_tonight", {"most": BATCHES, "action": ACTION})
    return Tonight.of(row)


async def _pulse(engine: AsyncEngine) -> list[RowMapping]:
    return list(await ask(engine, "page_pulse", {"seconds": SECONDS}))


def _rows(statement: str, most: int = ROWS) -> Read:
    async def read(engine: AsyncEngine) -> list[RowMapping]:
        return list(await ask(engine, statement, {"most": most}))

    return read


TOPICS: Final[Mapping[str, Topic]] = {
    topic.name: topic
    for topic in (
        Topic("pulse", 1, _pulse),
        Topic("tonight", 5, _tonight),
        Topic("errors", 10, _rows("page_errors", CODES)),
        Topic("doubts", 5, _rows("page_doubts")),
        Topic("needs", 10, _rows("page_needs")),
        Topic("accounts", 5, _rows("page_accounts")),
        Topic("workers", 5, _rows("page_workers")),
    )
}
