"""Reads the views into records, and holds or releases a batch."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncEngine

from worker.bilingual import both
from worker.errors import FlowgroupError
from worker.ops.ask import ask
from worker.ops.batch.records import BatchCode, BatchStory, Progress
from worker.ops.language import Language

MOST: Final = 200


async def read_batches(
    engine: AsyncEngine, batch: str | None = None, most: int = MOST
) -> list[Progress]:
    """Read up to `most` batches, the live ones first; or one of them."""
    rows = await ask(engine, "batch_list", {"batch": batch, "most": most})
    return [Progress(**row) for row in rows]


async def read_batch(engine: AsyncEngine, batch: str, lang: Language) -> BatchStory:
    """Read one batch.

    Raises:
        FlowgroupError: no row of the last seven days bears that name.
    """
    found = await read_batches(engine, batch)
    if not found:
        msg = both(
            f"There is no batch {batch} that is live or ended within 7 days: flowgroup batch list shows those.",
            f"没有名为 {batch} 的批次正在进行或在 7 天内结束：flowgroup batch list 可列出这些批次。",
        )
        raise FlowgroupError(msg)
    errors = await ask(engine, "batch_errors", {"batch": batch})
    return BatchStory(found[0], [_code(dict(row), lang) for row in errors])


async def hold(engine: AsyncEngine, batch: str, reason: str | None) -> Progress:
    """Hold the batch, and return what that holds back."""
    await ask(engine, "batch_hold", {"batch": batch, "reason": reason})
    return (await read_batches(engine, batch))[0]


async def release(engine: AsyncEngine, batch: str, reason: str | None) -> bool:
    """Release the batch; return whether it was held."""
    [row] = await ask(engine, "batch_release", {"batch": batch, "reason": reason})
    return bool(row["was_held"])


def _code(row: Mapping[str, Any], lang: Language) -> BatchCode:
    meanings = {"en": row["meaning_en"], "zh-CN": row["meaning_zh"]}
    others = {name: value for name, value in row.items() if not name.startswith("meaning_")}
    return BatchCode(**others, meaning=meanings[lang] or "")
