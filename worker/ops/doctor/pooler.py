"""What stands between here and the database, if anything does."""

from collections.abc import AsyncIterator
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from worker.bilingual import both
from worker.ops.doctor.finding import Finding, ok, warn
from worker.pooler import Pooled
from worker.wake import echoes

_POOLER: Final = both("pooler", "连接池")
_BY_SESSION: Final = both(
    "lends its servers by session; notifications arrive", "会话模式，可收到数据库通知"
)
_KEEPS: Final = both(
    "lends its servers by transaction and keeps statements; new rows are found by a look a second",
    "事务模式，保留预编译语句；每秒查询一次新行",
)
_FORGETS: Final = both(
    "lends its servers by transaction; each statement is planned anew, new rows are found by a look a second",
    "事务模式；每条语句都要重新规划，每秒查询一次新行",
)
_KEEP: Final = both(
    "it works as it is; PgBouncer 1.21 or newer with max_prepared_statements = 200 spares the planning",
    "可照常使用；PgBouncer 1.21 及以上版本设置 max_prepared_statements = 200 可省去重复规划",
)


async def pooler(engine: AsyncEngine) -> AsyncIterator[Finding]:
    """Yield what a pooler does, where one stands before the database."""
    async with engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        if not isinstance(driver, Pooled):
            return
        heard = await echoes(driver, engine)
        await connection.invalidate()
    if heard:
        yield ok(_POOLER, _BY_SESSION)
    elif driver.keeps_statements:
        yield ok(_POOLER, _KEEPS)
    else:
        yield warn(_POOLER, _FORGETS, _KEEP)
