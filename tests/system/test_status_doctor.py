"""`status --json` and `doctor` against a real database and the local API."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import asyncpg
import orjson
import pytest

from tests.support.commands import command, work_environ
from tests.support.emulated import example
from worker.emulator import Emulator

pytestmark = pytest.mark.system


@pytest.fixture
async def environ(database_url: str) -> AsyncIterator[Mapping[str, str]]:
    """Yield the environment of a command that finds a database, the API and a key."""
    async with Emulator() as api:
        yield work_environ(database_url, api)


async def run(home: Path, environ: Mapping[str, str], *arguments: str) -> tuple[int, str]:
    """Run a command to its end; return exit code and output."""
    async with command(*arguments, home=home, environ=environ) as running:
        code, out, err = await running.end()

    assert [] == err
    return code, "\n".join(out)


async def test_a_doctor_who_finds_all_well_ends_0(
    environ: Mapping[str, str], tmp_path: Path
) -> None:
    """Database, schema, clocks, credentials and API are each ok; the key shows as a fingerprint."""
    code, text = await run(tmp_path, environ, "doctor")

    assert (0, False) == (code, "fail" in text)
    assert environ["TENCENTCLOUD_SECRET_ID"] not in text


async def test_a_doctor_who_finds_faults_names_each_and_ends_1(tmp_path: Path) -> None:
    """No database, no key and no API: three fails, each with what to do."""
    ill = {
        "FLOWGROUP_DATABASE_URL": "postgresql://127.0.0.1:1/jobs",
        "FLOWGROUP_ENDPOINT": "http://127.0.0.1:1",
    }

    code, text = await run(tmp_path, ill, "doctor")

    failed = [line.split()[1] for line in text.splitlines() if line.startswith("fail")]
    assert (1, ["database", "credentials", "API"]) == (code, failed)


async def test_a_doctor_speaks_chinese(environ: Mapping[str, str], tmp_path: Path) -> None:
    """What is found, and what to do about it, is told in the operator's language alone."""
    connection = await asyncpg.connect(environ["FLOWGROUP_DATABASE_URL"])
    await connection.execute("SELECT flowgroup.pause('north', NULL, '')")
    await connection.close()
    reader = {**environ, "FLOWGROUP_LANG": "zh-CN", "COLUMNS": "200"}

    code, text = await run(tmp_path, reader, "doctor")

    words = (
        "数据库",
        "表结构",
        "与本版本一致",
        "账户 north",
        "直到执行 resume",
        "状态目录",
        "尚未发送过",
        "时钟",
    )
    assert (1, []) == (code, [word for word in words if word not in text])
    assert [] == [word for word in (" from ", "paused", "answers", "free", "｜") if word in text]


async def test_a_doctor_names_what_holds_the_rows_back(
    environ: Mapping[str, str], tmp_path: Path
) -> None:
    """Pauses with reason, since and until, an ill endpoint, a blocked worker and a useless state folder are told."""
    (tmp_path / "file").touch()
    connection = await asyncpg.connect(environ["FLOWGROUP_DATABASE_URL"])
    await connection.execute(
        "SELECT flowgroup.pause('north', '2099-01-01 UTC', 'audit');"
        " INSERT INTO flowgroup.slots (key_fingerprint, region, action, rate_limit, ill_since)"
        " VALUES ('k', '', 'a', 20, now());"
        " INSERT INTO flowgroup.workers (worker, host, pid, version, endpoint, rate_limit, blocked)"
        " VALUES ('w', 'host', 7, '0', 'e', 20, 'bound to another host')"
    )
    since = await connection.fetchval("SELECT paused_since FROM flowgroup.accounts")
    await connection.close()
    wide = {"COLUMNS": "200", "TZ": "UTC", "FLOWGROUP_STATE_DIR": str(tmp_path / "file" / "state")}

    code, text = await run(tmp_path, {**environ, **wide}, "doctor")

    words = (
        f"paused since {since:%Y-%m-%d %H:%M:%S} +0000, until 2099-01-01 00:00:00 +0000",
        "Worker.OperatorPause: audit",
        "flowgroup resume --account north",
        "ill since",
        "bound to another host",
        "state cannot be written",
    )
    assert (1, []) == (code, [word for word in words if word not in text])


async def test_status_counts_what_waits_and_says_what_is_missing(
    environ: Mapping[str, str], tmp_path: Path
) -> None:
    """Rows without a worker: counts, times and the next step, for a script to read."""
    connection = await asyncpg.connect(environ["FLOWGROUP_DATABASE_URL"])
    sql = "INSERT INTO flowgroup.jobs (batch, payload) SELECT 'b', $1::jsonb FROM generate_series(1, 40)"
    await connection.execute(sql, orjson.dumps(example(2)).decode())
    await connection.close()

    code, text = await run(tmp_path, environ, "status", "--json", "--batch", "b")

    status = orjson.loads(text)
    assert 0 == code
    assert (40, 40) == (status["jobs"]["pending"], sum(status["jobs"].values()))
    assert (2.0, None) == (status["eta_at_limit_s"], status["eta_s"])
    assert ("no_worker", "Start one: flowgroup worker") == (status["binds"], status["next_step"])


async def test_pause_and_resume_are_kept_with_their_reasons(
    environ: Mapping[str, str], tmp_path: Path
) -> None:
    """A pause shows in status; resume ends it; both stand in the audit table."""
    await run(tmp_path, environ, "pause", "--account", "north", "--reason", "audit")
    _, text = await run(tmp_path, environ, "status", "--json")
    _, said = await run(tmp_path, environ, "resume", "--account", "north", "--reason", "done")

    [pause] = orjson.loads(text)["pauses"]
    connection = await asyncpg.connect(environ["FLOWGROUP_DATABASE_URL"])
    kept = await connection.fetch("SELECT action, reason FROM flowgroup.audit ORDER BY id")
    await connection.close()
    assert ("north", "audit", None) == (pause["account"], pause["reason"], pause["until"])
    assert "Resumed: north." == said
    assert [("pause", "audit"), ("resume", "done")] == [tuple(row) for row in kept]
