"""The order of the examination: each step uses what the steps before it found."""

from collections.abc import AsyncGenerator, Mapping
from pathlib import Path

from worker.clock import Clock
from worker.errors import FlowgroupError
from worker.ops.doctor import api, holds, keys, role, tables
from worker.ops.doctor.finding import Finding, fail, ok
from worker.ops.failure import connected, place
from worker.settings import Settings


async def examine(
    settings: Settings, environ: Mapping[str, str], home: Path, clock: Clock
) -> AsyncGenerator[Finding]:
    """Yield the findings as they come; nothing is changed, nothing is signed."""
    where = (
        place(settings.database_url)
        if settings.database_url
        else "the embedded Postgres (flowgroup psql opens it)"
    )
    try:
        async with connected(settings) as engine:
            yield ok("database", f"{where}, PostgreSQL {await tables.version(engine)}")
            yield ok("schema", "is the one of this version")
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
        yield fail("database", str(error), "")
        for finding in keys.credentials(["default"], environ, home):
            yield finding
    yield holds.state_folder(settings.state_dir)
    for finding in await api.reach(settings.endpoint, clock):
        yield finding
