"""A worker process that dies while it uploads a file."""

import signal
from pathlib import Path

import asyncpg
import pytest

from tests.support.depot import row
from tests.support.pdfs import make_root
from tests.support.programs import KEY, worker_process
from worker.emulator import Emulator, EmulatorConfig, Fault, KeyPair
from worker.tencent.upload import ACTION as UPLOAD

pytestmark = [pytest.mark.system, pytest.mark.timeout(60)]


async def test_a_worker_is_killed_while_it_uploads(database_url: str, tmp_path: Path) -> None:
    """Nothing is in doubt, nothing lost: the row still waits for its files, and another worker takes them over."""
    root = make_root(tmp_path)
    _, body = row(root.put("a.pdf"), root.put("b.pdf"))
    pair = KeyPair(KEY["TENCENTCLOUD_SECRET_ID"], KEY["TENCENTCLOUD_SECRET_KEY"])
    connection = await asyncpg.connect(database_url)
    try:
        async with Emulator(EmulatorConfig(limit=0, check_files=True, keys=(pair,))) as api:
            api.faults.add(Fault(name="hang_before", action=UPLOAD, times=1))
            await connection.execute(
                "INSERT INTO flowgroup.jobs (payload) VALUES ($1)", body.decode()
            )
            start = (tmp_path, database_url, api.url)
            settings = {"files_root": root.path, "rate_limit": 100}
            async with worker_process(*start, settings=settings) as killed:
                await api.gate.occupied()
                killed.kill()
                assert -signal.SIGKILL == await killed.wait()
            left = await connection.fetchrow("SELECT status, waits_for_files FROM flowgroup.jobs")
            # The claim of the dead lapses in half a minute.
            await connection.execute("UPDATE flowgroup.files SET claimed_until = now()")
            async with worker_process(*start, "--drain", settings=settings) as survivor:
                assert 0 == await survivor.wait()
            created = [entry for entry in api.ledger.entries if entry.created]

        assert ("pending", True) == tuple(left)
        assert 1 == len(created)
        assert "succeeded" == await connection.fetchval("SELECT status FROM flowgroup.jobs")
    finally:
        await connection.close()
