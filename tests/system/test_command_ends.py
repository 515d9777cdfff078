"""However a command is cut short, it ends without a traceback."""

import asyncio
import os
import signal
import subprocess
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from tests.support.commands import children, command
from tests.support.processes import has_ended, watch
from tests.support.programs import clean_environ

pytestmark = pytest.mark.system


@pytest.mark.parametrize(
    "arguments", ["doctor", "status", "status --json", "jobs list", "explain InternalError", "-h"]
)
def test_a_reader_who_leaves_is_no_fault(arguments: str, database_url: str, tmp_path: Path) -> None:
    """With nobody at the other end of the pipe every command ends quietly."""
    read, write = os.pipe()
    os.close(read)

    ended = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "worker", *arguments.split()],
        env=clean_environ(tmp_path, FLOWGROUP_DATABASE_URL=database_url),
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)

    assert b"" == ended.stderr
    assert ended.returncode in {1, 141}


@pytest.mark.parametrize(
    "arguments", ["status", "status --json", "jobs list --json", "batch list", "export", "-h"]
)
@pytest.mark.parametrize(
    ("lang", "words"), [("en", "No space left on device): make room"), ("zh-CN", "请腾出空间")]
)
def test_an_output_without_room_is_one_line(
    arguments: str, lang: str, words: str, database_url: str, tmp_path: Path
) -> None:
    """A disk that is full is told as that: neither as a defect nor as a database that is away."""
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(  # noqa: S603  our own command
            [sys.executable, "-m", "worker", *arguments.split()],
            env=clean_environ(tmp_path, FLOWGROUP_DATABASE_URL=database_url, FLOWGROUP_LANG=lang),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )

    [line] = ended.stderr.decode().splitlines()
    assert words in line
    assert 1 == ended.returncode


@pytest.mark.parametrize("output", ["closed", "ascii"])
def test_an_output_that_cannot_say_it_all(output: str, database_url: str, tmp_path: Path) -> None:
    """Where stdout is closed, or its encoding lacks our signs, a command does its work all the same."""
    environ = clean_environ(tmp_path, FLOWGROUP_DATABASE_URL=database_url, FLOWGROUP_LANG="zh-CN")
    close = ">&-" if output == "closed" else ""
    ended = subprocess.run(  # noqa: S603  our own command
        ["/bin/sh", "-c", f'"$0" -m worker batch list {close}', sys.executable],
        env=environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )

    assert (0, b"") == (ended.returncode, ended.stderr)


async def test_an_early_interrupt_ends_at_once(tmp_path: Path) -> None:
    """Ctrl-C while modules are still being loaded ends the process by that signal, silently."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-X", "importtime", "-m", "worker", "explain", "InternalError"),
        env=clean_environ(tmp_path),
        stdout=PIPE,
        stderr=PIPE,
    )
    assert process.stderr is not None

    async for line in process.stderr:
        if line.endswith(b" worker.ops\n"):
            process.send_signal(signal.SIGINT)
            break
    _, rest = await process.communicate()

    assert -signal.SIGINT == process.returncode
    assert b"Traceback" not in rest


async def test_an_impatient_person_sees_one_line(tmp_path: Path) -> None:
    """Ctrl-C again and again while the demo cleans up changes nothing: it ends as after the first."""
    async with command("demo", home=tmp_path, environ={}) as demo:
        await demo.until("rows final")
        watched = [watch(pid) for pid in children(demo.process.pid)]
        for pidfd in watched:
            demo.process.send_signal(signal.SIGINT)
            ended = await asyncio.to_thread(has_ended, pidfd)

            assert ended
        demo.process.send_signal(signal.SIGINT)
        code, _, err = await demo.end()

    assert (130, ["flowgroup: stopped."]) == (code, err)
