"""Hangs, late answers, endpoints that are away: what is sent, what is not, and what is learnt late."""

import asyncio
import socket

from tests.support.workers import Site
from worker import events
from worker.emulator import Emulator, EmulatorConfig, Fault

CREATED = ("created", None)
TIMEOUT = ("in_doubt", "Worker.Timeout")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


async def test_late_answer(here: Site) -> None:
    """A call without an answer in time is in doubt; its late answer settles the row by itself."""
    here.api.faults.add(Fault(name="late", seconds=60))
    job_id = await here.insert()
    worker = here.start(request_timeout=0.2, lease=2)
    await worker.seen.status(job_id, "in_doubt")
    doubtful = await here.outcomes(job_id)
    here.api.gate.release()
    await worker.seen.status(job_id, "succeeded")
    job = await here.job(job_id)

    assert [TIMEOUT] == doubtful
    assert [CREATED] == await here.outcomes(job_id)
    assert here.api.ledger.entries[0].flow_group_id == job["flow_group_id"]
    assert (1, 1) == (here.calls, job["attempts"])


async def test_late_refusal(here: Site) -> None:
    """A refusal that comes late ends the row failed with its code."""
    here.api.faults.add(Fault(name="late", seconds=60))
    job_id = await here.insert({"FlowFileInfos": [{}, {}]})
    worker = here.start(request_timeout=0.2, lease=2)
    await worker.seen.status(job_id, "in_doubt")
    here.api.gate.release()
    await worker.seen.status(job_id, "failed")

    assert here.api.ledger.entries[0].code == (await here.job(job_id))["error_code"]


async def test_hang_that_ends_in_a_reset(here: Site) -> None:
    """A call that hangs and is then reset stays in doubt as it was, and is not sent again."""
    here.api.faults.add("hang_after")
    job_id = await here.insert()
    worker = here.start(request_timeout=0.2, lease=2)
    await worker.seen.status(job_id, "in_doubt")
    here.api.gate.release()
    await worker.seen.wait_for(events.Finished, lambda e: e.error_code == "Worker.ConnectionLost")
    await worker.end()

    assert "in_doubt" == (await here.job(job_id))["status"]
    assert 1 == here.calls


async def test_slow_answer(here: Site) -> None:
    """An answer that is slow but in time counts as any other."""
    here.api.faults.add(Fault(name="slow", seconds=60))
    job_id = await here.insert()
    worker = here.start()
    await here.api.gate.occupied()
    here.api.gate.release()
    await worker.seen.status(job_id, "succeeded")

    assert [CREATED] == await here.outcomes(job_id)


async def test_slow_calls_hold_nobody_up(here: Site) -> None:
    """While calls hang, others are sent beside them."""
    here.api.faults.add(Fault(name="hang", times=5))
    for _ in range(10):
        await here.insert()
    worker = here.start()
    await here.api.gate.occupied(5)
    await worker.seen.count(events.Finished, 5)
    await here.api.ledger.wait(lambda entries: 5 == sum(e.created for e in entries))

    assert 5 == here.created


async def test_refused_connections(here: Site) -> None:
    """Where nobody listens nothing is sent: the row waits, spends no attempt, and ends when the API is back."""
    port = _free_port()
    job_id = await here.insert()
    worker = here.start(endpoint=f"http://127.0.0.1:{port}")
    unsent = await worker.seen.wait_for(events.Finished, lambda e: e.outcome == "not_sent")
    waiting = await here.job(job_id)
    async with Emulator(EmulatorConfig(limit=0, port=port, keys=(here.api.key,))) as back:
        await worker.seen.status(job_id, "succeeded")
        await worker.end()

        assert 1 == len(back.ledger.entries)
    assert "Worker.ConnectFailed" == unsent.error_code
    assert not waiting["duplicate_risk"]
    assert 1 == (await here.job(job_id))["attempts"]


async def test_graceful_stop(here: Site) -> None:
    """A stop lets the calls on the wire end and begins nothing new."""
    here.api.faults.add(Fault(name="slow", seconds=60, times=None))
    for _ in range(8):
        await here.insert()
    worker = here.start(concurrency=3)
    await here.api.gate.occupied(3)
    worker.stop.set()
    here.api.faults.clear()
    here.api.gate.release()
    await worker.task

    assert {"succeeded": 3, "pending": 5} == await here.statuses()
    assert 0 == await here.connection.fetchval("SELECT count(*) FROM flowgroup.workers")


async def test_stop_while_an_answer_is_late(here: Site) -> None:
    """A stop waits no longer than the request timeout for an answer; the row stays in doubt."""
    here.api.faults.add("hang_after")
    job_id = await here.insert()
    worker = here.start(request_timeout=0.2, lease=2)
    await here.api.gate.occupied()
    await worker.end()

    assert [TIMEOUT] == await here.outcomes(job_id)
    assert {"in_doubt": 1} == await here.statuses()


async def test_two_workers_in_one_process(here: Site) -> None:
    """Two workers share the rows: each is sent once."""
    for _ in range(40):
        await here.insert()
    workers = [here.start(drain=True), here.start(drain=True)]
    await asyncio.gather(*(worker.task for worker in workers))

    assert {"succeeded": 40} == await here.statuses()
    assert 40 == here.created == here.calls
