"""The wheel alone, in an environment of its own and far from the repository."""

import asyncio
import os
import sys
from importlib.metadata import version
from pathlib import Path

import asyncpg
import orjson
import pytest

from tests.support.databases import create_database, drop_database, with_database
from tests.support.emulated import example
from tests.support.programs import KEY, emulator_process

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).with_name("uv")


async def _run(*command: str, folder: Path, **variables: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={**os.environ, **variables},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


async def _installed(folder: Path) -> Path:
    """Build the wheel, install it with its locked dependencies, and return the command."""
    uv, python = str(UV), str(folder / "venv/bin/python")
    built = ("build", "--wheel", "--no-build-isolation", "--python", sys.executable)
    pip = ("pip", "install", "--python", python)
    code, said = await _run(uv, *built, "--out-dir", str(folder), str(ROOT), folder=folder)

    assert 0 == code, said
    wheel = folder / f"flowgroup-{version('flowgroup')}-py3-none-any.whl"
    await _run(uv, "venv", "--python", sys.executable, str(folder / "venv"), folder=folder)
    lock = ("--require-hashes", "-r", str(ROOT / "requirements.lock"))
    code, said = await _run(uv, *pip, *lock, folder=folder)
    if code:
        pytest.skip(f"the locked dependencies cannot be had here: {said.splitlines()[-1]}")
    code, said = await _run(uv, *pip, "--no-deps", str(wheel), folder=folder)

    assert 0 == code, said
    return folder / "venv/bin/flowgroup"


async def test_the_wheel_alone(
    server_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Installed from its wheel the command migrates an empty database and drains a row."""
    with monkeypatch.context() as own:
        own.setenv("UV_CACHE_DIR", str(_uv_cache()))
        command = str(await _installed(tmp_path))
    name = await create_database(server_url, "wheel")
    url = with_database(server_url, name)
    try:
        async with emulator_process(tmp_path) as api:
            variables = {"FLOWGROUP_DATABASE_URL": url, "FLOWGROUP_ENDPOINT": api.url, **KEY}
            migrated = await _run(command, "migrate", folder=tmp_path, **variables)
            connection = await asyncpg.connect(url)
            sql = "INSERT INTO flowgroup.jobs (payload) VALUES ($1)"
            await connection.execute(sql, orjson.dumps(example(1)).decode())
            worked = await _run(command, "worker", "--drain", folder=tmp_path, **variables)
            status = await connection.fetchval("SELECT status FROM flowgroup.jobs")
            await connection.close()

        assert 0 == migrated[0], migrated[1]
        assert 0 == worked[0], worked[1]
        assert "succeeded" == status
    finally:
        await drop_database(server_url, name)


def _uv_cache() -> Path:
    """Find the user's cache, though HOME is another one here."""
    return Path(f"~{os.environ.get('USER', 'root')}").expanduser() / ".cache" / "uv"
