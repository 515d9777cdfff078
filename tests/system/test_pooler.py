"""Two worker processes behind PgBouncer in transaction mode, which is killed and started again."""

import asyncio
from collections import Counter
from pathlib import Path

import asyncpg
import orjson
import pytest

from tests.support.bouncer import bouncer
from tests.support.emulated import example
from tests.support.programs import emulator_process, worker_process

pytestmark = pytest.mark.system

ROWS = 300
LIMIT = 100
INSERT = """INSERT INTO flowgroup.jobs (payload)
            SELECT jsonb_set($1, '{FlowGroupName}', to_jsonb('group_' || n)) FROM generate_series(1, $2::int) n"""
BUSY = "SELECT count(*) FROM flowgroup.attempts WHERE outcome = 'created' GROUP BY worker"


async def _both_busy(connection: asyncpg.Connection) -> None:
    while True:
        counts = sorted(row["count"] for row in await connection.fetch(BUSY))
        if len(counts) == 2 and counts[0] >= 20:
            return
        await asyncio.sleep(0.02)


async def test_a_drain_through_a_pooler_that_restarts(
    database_url: str, connection: asyncpg.Connection, tmp_path: Path
) -> None:
    """Every row is created once and known to be, and at most one call in a hundred is refused."""
    folder = tmp_path / "bouncer"
    folder.mkdir()
    pace = {"rate_limit": LIMIT}
    async with (
        emulator_process(tmp_path, limit=LIMIT) as api,
        bouncer(folder, database_url, "transaction") as between,
    ):
        await connection.execute(INSERT, orjson.dumps(example(1)).decode(), ROWS)
        start = (tmp_path, between.url(database_url), api.url, "--drain")
        async with (
            worker_process(*start, settings=pace) as one,
            worker_process(*start, settings=pace) as other,
        ):
            await _both_busy(connection)
            await between.kill()
            await between.start()

            assert [0, 0] == list(await asyncio.gather(one.wait(), other.wait()))
        entries = await api.entries()
    rows = await connection.fetch("SELECT status, flow_group_id FROM flowgroup.jobs")
    created = [entry for entry in entries if entry["created"]]

    assert {"succeeded": ROWS} == Counter(row["status"] for row in rows)
    assert {f"group_{n + 1}": 1 for n in range(ROWS)} == Counter(
        entry["group_name"] for entry in created
    )
    assert {row["flow_group_id"] for row in rows} == {entry["flow_group_id"] for entry in created}
    assert 0.01 * len(entries) >= sum(bool(entry["code"]) for entry in entries)
