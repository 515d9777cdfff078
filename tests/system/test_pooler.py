"""Two worker processes behind PgBouncer in transaction mode, which is killed and started again."""

import asyncio
from collections import Counter
from pathlib import Path

import asyncpg
import pytest

from tests.support.bouncer import bouncer
from tests.support.pair import ROWS, both_busy, insert_rows
from tests.support.programs import emulator_process, worker_process

pytestmark = pytest.mark.system

LIMIT = 100


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
        await insert_rows(connection)
        start = (tmp_path, between.url(database_url), api.url, "--drain")
        async with (
            worker_process(*start, settings=pace) as one,
            worker_process(*start, settings=pace) as other,
        ):
            await both_busy(connection)
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
