"""Two worker processes on one table, one of which dies."""

from collections import Counter
from pathlib import Path

import asyncpg
import pytest

from tests.support.factories import FINAL
from tests.support.pair import ROWS, both_busy, insert_rows
from tests.support.programs import emulator_process, worker_process

pytestmark = pytest.mark.system

LIMIT = 100


async def test_one_of_two_workers_is_killed(database_url: str, tmp_path: Path) -> None:
    """All rows become final, nothing is created twice, and at most one call in a hundred is refused."""
    pace = {"rate_limit": LIMIT, "request_timeout": 2, "lease": 3}
    connection = await asyncpg.connect(database_url)
    try:
        async with emulator_process(tmp_path, limit=LIMIT) as api:
            await api.tune(latency=0.05)
            await insert_rows(connection)
            start = (tmp_path, database_url, api.url, "--drain")
            async with (
                worker_process(*start, settings=pace) as killed,
                worker_process(*start, settings=pace) as survivor,
            ):
                await both_busy(connection)
                killed.kill()

                assert 0 == await survivor.wait()
            entries = await api.entries()
        rows = await connection.fetch("SELECT status, flow_group_id FROM flowgroup.jobs")
        statuses = Counter(row["status"] for row in rows)
        groups = Counter(entry["group_name"] for entry in entries if entry["created"])
        made = {entry["flow_group_id"] for entry in entries if entry["created"]}

        assert set(statuses) <= FINAL
        assert {"succeeded", "in_doubt"} >= set(statuses)
        assert ROWS == statuses.total()
        assert {row["flow_group_id"] for row in rows if row["flow_group_id"]} <= made
        assert [] == [name for name, times in groups.items() if times > 1]
        assert 0.01 * len(entries) >= sum(bool(entry["code"]) for entry in entries)
    finally:
        await connection.close()
