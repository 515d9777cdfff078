"""The order of the examination: each step uses what the steps before it found."""

from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Final

from worker.bilingual import both
from worker.clock import Clock
from worker.errors import FlowgroupError
from worker.ops.doctor import api, holds, keys, pooler, role, tables
from worker.ops.doctor.finding import Finding, fail, ok
from worker.ops.failure import connected, place
from worker.settings import Settings

_DATABASE: Final = both("database", "数据库")


async def examine(
    settings: Settings, environ: Mapping[str, str], home: Path, clock: Clock
) -> AsyncGenerator[Finding]:
    """Yield the findings as they come; nothing is changed, nothing is signed."""
    where = (
        place(settings.database_url)
        if settings.database_url
        else both(
            "the embedded Postgres (flowgroup psql opens it)",
            "内嵌的 Postgres（可用 flowgroup psql 打开）",
        )
    )
    try:
        async with connected(settings) as engine:
            yield ok(_DATABASE, where)
            yield ok("PostgreSQL", await tables.version(engine))
            yield ok(both("schema", "表结构"), both("is the one of this version", "与本版本一致"))
            async for finding in pooler.pooler(engine):
                yield finding
            async for finding in role.role(engine):
                yield finding
            yield await tables.clock(engine, clock)
            accounts = await tables.accounts(engine)
            for finding in keys.credentials(accounts, environ, home):
                yield finding
            async for finding in tables.bindings(engine, accounts, settings, environ, home):
                yield finding
            async for finding in holds.holds(engine):
                yield finding
    except FlowgroupError as error:
        yield fail(_DATABASE, str(error), "")
        for finding in keys.credentials(["default"], environ, home):
            yield finding
    yield holds.state_folder(settings.state_dir)
    for finding in await api.reach(settings.endpoint, clock):
        yield finding
