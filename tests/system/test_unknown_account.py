"""An account that no worker has a key for is told within seconds, long before its rows are due."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import asyncpg
import orjson
import pytest

from tests.support.commands import command, work_environ
from tests.support.emulated import example
from worker.emulator import Emulator, EmulatorConfig

pytestmark = pytest.mark.system
INSERT = """INSERT INTO flowgroup.jobs (account, payload, run_after)
            SELECT account, $1::text::jsonb, now() + interval '9 hours' FROM unnest('{default,typo}'::text[]) AS account
            RETURNING id"""
TOLD = "SELECT pause_reason FROM flowgroup.account_state WHERE account = 'typo' AND pause_code = $1"
CODE = "Worker.NoCredentials"
WORDS = {
    "en": (
        "No worker has credentials for account typo",
        "Write section [typo] of ~/.tencentcloud/credentials",
        "correct the account of the rows",
    ),
    "zh-CN": ("没有工作进程持有账户 typo 的密钥", "添加 [typo] 段", "更正这些行的 account"),
}


@pytest.fixture
async def environ(database_url: str) -> AsyncIterator[Mapping[str, str]]:
    """Yield the environment of a worker that has the key of the account `default` alone."""
    async with Emulator(EmulatorConfig(limit=0)) as api:
        yield {**work_environ(database_url, api), "COLUMNS": "400"}


async def told(connection: asyncpg.Connection) -> None:
    """Wait until the account's state says why it stands still."""
    while True:
        if await connection.fetchval(TOLD, CODE):
            return
        await asyncio.sleep(0.05)


async def said(*arguments: str, home: Path, environ: Mapping[str, str]) -> str:
    """Run a command to its end; return its output."""
    async with command(*arguments, home=home, environ=environ) as running:
        code, out, err = await running.end()

    assert (0, []) == (code, err)
    return "\n".join(out)


async def test_it_is_told_with_what_to_do(
    connection: asyncpg.Connection, environ: Mapping[str, str], tmp_path: Path
) -> None:
    """`account_state`, `status` and `jobs show` say it in both languages; once the rows are corrected nobody does."""
    async with command("worker", home=tmp_path, environ=environ):
        rows = await connection.fetch(INSERT, orjson.dumps(example(1)).decode())
        async with asyncio.timeout(30):
            await told(connection)
        for lang, words in WORDS.items():
            reader = {**environ, "FLOWGROUP_LANG": lang}
            for arguments in ("status",), ("jobs", "show", str(rows[1]["id"])):
                text = await said(*arguments, home=tmp_path, environ=reader)

                assert [] == [word for word in words if word not in text]
                assert not any(word in text for word in _others(lang))

        await connection.execute("UPDATE flowgroup.jobs SET account = 'default'")
        text = await said("status", home=tmp_path, environ=environ)

        assert "typo" not in text


def _others(lang: str) -> tuple[str, ...]:
    return tuple(word for other, words in WORDS.items() if other != lang for word in words)
