"""The demo: alone on the machine, all rows final, nothing left running however it ends."""

import asyncio
import signal
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.commands import Command, children, command
from tests.support.processes import has_ended, watch

pytestmark = pytest.mark.system

FOREIGN: Mapping[str, str] = {
    "FLOWGROUP_DATABASE_URL": "postgresql://127.0.0.1:1/production",
    "FLOWGROUP_ENDPOINT": "https://essbasic.tencentcloudapi.com",
    "FLOWGROUP_RATE_LIMIT": "nonsense",
    "TENCENTCLOUD_SECRET_ID": "AKIDproduction",
    "TENCENTCLOUD_SECRET_KEY": "production",
}
"""What the demo must not take from its caller."""


def postgres_of(home: Path) -> int:
    """Return the pid of the demo's database server."""
    pid_file = home / ".local/share/flowgroup/demo/postgres/data/postmaster.pid"
    return int(pid_file.read_text("ascii").split()[0])


def watch_all(demo: Command, home: Path) -> list[int]:
    """Watch every process of a demo at work: emulator, two workers, Postgres."""
    pids = children(demo.process.pid)

    assert 3 == len(pids)
    return [watch(pid) for pid in (*pids, postgres_of(home))]


async def test_a_small_demo_ends_with_every_row_created_once(tmp_path: Path) -> None:
    """Forty rows, two workers, a foreign environment: exit 0, and rows and ledger agree."""
    async with command("demo", "--jobs", "40", home=tmp_path, environ=FOREIGN) as demo:
        await demo.until("rows final")
        watched = watch_all(demo, tmp_path)
        code, out, err = await demo.end()

    assert (0, []) == (code, err)
    assert "Each of the 40 rows has its contract group, and none was created twice." in out
    assert any("http://127.0.0.1:" in line for line in out)
    assert any(line.startswith("INSERT INTO flowgroup.jobs") for line in out)
    assert all([await asyncio.to_thread(has_ended, pidfd) for pidfd in watched])


async def test_a_demo_in_chinese(tmp_path: Path) -> None:
    """With FLOWGROUP_LANG=zh-CN all that the demo says by itself is Chinese."""
    environ = {"FLOWGROUP_LANG": "zh-CN"}
    async with command("demo", "--jobs", "20", home=tmp_path, environ=environ) as demo:
        code, out, err = await demo.end()

    assert (0, []) == (code, err)
    assert "一条 SQL 语句入队 20 个合同组：" in out
    assert "20 行都有各自的合同组，没有一个被重复创建。" in out
    assert [] == [line for line in out if "rows" in line or "calls" in line]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
async def test_nothing_is_left_running(how: signal.Signals, tmp_path: Path) -> None:
    """Ctrl-C and even SIGKILL take workers, emulator and database along."""
    async with command("demo", home=tmp_path, environ={}) as demo:
        await demo.until("rows final")
        watched = watch_all(demo, tmp_path)
        demo.process.send_signal(how)
        code, _, err = await demo.end()

    assert {signal.SIGKILL: (-9, [])}.get(how, (130, ["flowgroup: stopped."])) == (code, err)
    assert all([await asyncio.to_thread(has_ended, pidfd) for pidfd in watched])
