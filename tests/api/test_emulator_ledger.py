"""The emulator's ledger, and steering it from another process."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.support.emulated import Caller, emulated, example
from worker.emulator import EmulatorConfig, Fault, KeyPair, peak, read_ledger

CHILD = """
import asyncio, sys
from pathlib import Path
from worker.emulator import EmulatorConfig, KeyPair, serve
config = EmulatorConfig(limit=0, ledger=Path(sys.argv[1]), keys=(KeyPair("AKIDchild", "secret"),))
asyncio.run(serve(config, lambda api: print(api.url, flush=True)))
"""


async def _admin(call: Caller, method: str, path: str, content: object = None) -> Any:  # noqa: ANN401 - JSON
    data = None if content is None else orjson.dumps(content)
    request = call.session.request(method, f"{call.api.url}/_emulator/{path}", data=data)
    async with request as reply:
        text = await reply.read()
        return orjson.loads(text) if reply.status == 200 else reply.status


async def test_entry() -> None:
    """An arrival is recorded with all that a checker needs to match it to a job."""
    async with emulated() as call:
        await call.create()
        entry = call.api.ledger.entries[0]

        assert ("采购合同", "5ZCI5ZCM5Lus5ZCI5ZCM5Lus", 3) == (
            entry.group_name,
            entry.customer_data,
            entry.contracts,
        )
        assert (call.api.key.secret_id, "created") == (entry.key, entry.verdict)
        assert call.response["RequestId"] == entry.request_id
        assert abs(entry.wall - (entry.timestamp or 0)) < 2


async def test_file_equals_memory(tmp_path: Path) -> None:
    """The file has each entry as soon as the caller has its answer, and outlives a restart."""
    config = EmulatorConfig(limit=0, ledger=tmp_path / "ledger.jsonl")
    for round_ in (1, 2):
        async with emulated(config) as call:
            await call.create()
            call.api.faults.add("internal_error_after")
            await call.create()

            assert 2 * round_ == len(call.api.ledger.entries)
            assert call.api.ledger.entries == read_ledger(tmp_path / "ledger.jsonl")

    assert [1, 2, 3, 4] == [entry.seq for entry in read_ledger(tmp_path / "ledger.jsonl")]


def test_torn_last_line(tmp_path: Path) -> None:
    """A line cut short by the end of the process is left out."""
    (tmp_path / "ledger.jsonl").write_bytes(b'{"seq":1,"arr')

    assert [] == read_ledger(tmp_path / "ledger.jsonl")


async def test_wait_for_arrivals() -> None:
    """A test can wait for an arrival instead of for time."""
    async with emulated() as call:
        waiting = asyncio.ensure_future(call.api.ledger.arrivals(2))
        await call.create()

        assert not waiting.done()

        await call.create()

        assert 2 == len(await waiting)


@pytest.mark.parametrize(
    ("instants", "most"),
    [([], 0), ([1.0], 1), ([0.0, 1.0], 1), ([0.0, 0.5, 0.999, 1.0, 1.4], 4), ([3.0, 0.0, 2.5], 2)],
)
def test_peak(instants: list[float], most: int) -> None:
    """The peak is the fullest half-open second anywhere."""
    assert most == peak(instants)


async def test_summary_over_http() -> None:
    """The summary adds up arrivals, creations, codes, faults and the pace."""
    async with emulated() as call:
        call.api.faults.add("none", "internal_error_after", "code:ResourceInUse")
        for _ in range(3):
            await call.create()
        await call.create({})

        summary = await _admin(call, "GET", "summary")

        assert (4, 2, 1, 6) == tuple(
            summary[name] for name in ("arrivals", "created", "refused", "contracts")
        )
        assert {"InternalError": 1, "ResourceInUse": 1, "MissingParameter": 1} == summary["codes"]
        assert 4 == sum(summary["per_second"].values())
        assert 1 <= summary["peak"] <= 4


async def test_ledger_over_http() -> None:
    """The ledger can be read on from where the last reading ended."""
    async with emulated() as call:
        await call.create()
        first = await _admin(call, "GET", "ledger")
        await call.create()
        second = await _admin(call, "GET", f"ledger?since={first['next']}")

        assert [1] == [entry["seq"] for entry in first["entries"]]
        assert [2] == [entry["seq"] for entry in second["entries"]]


async def test_faults_over_http() -> None:
    """Faults can be queued, listed and dropped over HTTP."""
    async with emulated() as call:
        rows = [{"name": "null_ids"}, {"name": "reset_after", "probability": 0.5, "times": None}]

        assert ["null_ids", "reset_after"] == await _admin(call, "POST", "faults", rows)
        assert Fault(name="null_ids") == call.api.faults.waiting[0]
        assert [] == await _admin(call, "DELETE", "faults")


async def test_settings_over_http() -> None:
    """Limit, window, latency and quota can be changed over HTTP, singly."""
    async with emulated() as call:
        await _admin(call, "POST", "settings", {"quota": 2, "latency": 0.001})

        assert "OperationDenied.NoQuota" == await call.create()
        assert (2, 0.001, 0) == (
            call.api.tuning.quota,
            call.api.tuning.latency,
            call.api.tuning.limit,
        )


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("faults", [{"name": "explode"}]),
        ("faults", [{"name": "hang", "probability": 2}]),
        ("faults", {}),
        ("settings", {"speed": 1}),
        ("settings", []),
        ("ledger?since=x", None),
    ],
)
async def test_wrong_steering(path: str, content: object) -> None:
    """What makes no sense is answered with 400 and changes nothing."""
    async with emulated() as call:
        assert 400 == await _admin(call, "GET" if content is None else "POST", path, content)
        assert [] == call.api.faults.waiting


async def test_unknown_paths() -> None:
    """Other paths are not found."""
    async with emulated() as call, call.session.get(call.api.url + "/v1") as reply:
        assert 404 == reply.status
        assert 404 == await _admin(call, "GET", "nothing")


async def test_release_over_http() -> None:
    """Calls that are held can be let go over HTTP."""
    async with emulated() as call:
        call.api.faults.add(Fault(name="late", seconds=None))
        call.api.faults.add(Fault(name="late", seconds=60))
        answers = [asyncio.ensure_future(call.create()) for _ in range(2)]
        await call.api.gate.occupied()
        while not all(answer.done() for answer in answers):
            await _admin(call, "POST", "release")

        assert ["created", "created"] == await asyncio.gather(*answers)


@pytest.mark.system
async def test_ledger_survives_a_kill(tmp_path: Path) -> None:
    """What was answered before SIGKILL is in the file."""
    path = tmp_path / "ledger.jsonl"
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHILD, str(path), stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    url = (await child.stdout.readline()).decode().strip()
    async with emulated() as call:
        call.url = url
        verdict = await call.create(example(2), key=KeyPair("AKIDchild", "secret"))

    child.kill()
    await child.wait()

    assert "created" == verdict
    assert [call.response["FlowIds"]] == [list(entry.flow_ids) for entry in read_ledger(path)]
