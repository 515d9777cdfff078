"""Rows that refer to PDFs, from their INSERT to their groups."""

from unittest.mock import AsyncMock

import orjson
import pytest

from tests.support.depot import body
from tests.support.emulated import ACTION
from tests.support.pdfs import Root
from tests.support.workers import Running, Site
from worker import events
from worker.emulator import Emulator, EmulatorConfig, Fault
from worker.errors import DatabaseAwayError
from worker.files.cache import FileCache


async def ended(worker: Running, job_id: int) -> str | None:
    """Return the status that a row ends in."""

    def fits(event: events.Finished) -> bool:
        return event.job_id == job_id and event.status != "pending"

    return (await worker.seen.wait_for(events.Finished, fits)).status


def uploads(here: Site) -> int:
    return sum(len(entry.file_ids) for entry in here.api.ledger.entries)


async def test_contracts_that_share_a_file(here: Site, root: Root) -> None:
    """References become the ids that the API gave, each distinct file is uploaded once, and the group is created."""
    one, two = root.put("contracts/a.pdf"), root.put("b.pdf")
    job_id = await here.insert(body(one, one, two))
    worker = here.start(files_root=root.path)
    await worker.seen.status(job_id, "succeeded")
    job = await here.job(job_id)

    assert (2, 1) == (uploads(here), here.created)
    assert (1, None, False) == (job["attempts"], job["error_code"], job["waits_for_files"])


async def test_five_hundred_groups_need_twenty_uploads(here: Site, root: Root) -> None:
    """A batch of 500 groups over 20 distinct PDFs issues with exactly 20 uploads while their ids live."""
    names = [root.put(f"{n}.pdf") for n in range(20)]
    for n in range(500):
        await here.insert(body(names[n % 20], names[(n + n // 20) % 20]))
    worker = here.start(files_root=root.path, drain=True)
    await worker.task

    assert {"succeeded": 500} == await here.statuses()
    assert (20, 500) == (uploads(here), here.created)
    assert [] == worker.seen.of(events.FileNotUploaded)


async def test_ids_that_expire_in_the_middle(here: Site, root: Root) -> None:
    """500 groups over 20 PDFs outlive their ids: those are uploaded anew in time, and no create is refused for them."""
    here.api.tuning.file_life = 2.0
    names = [root.put(f"{n}.pdf") for n in range(20)]
    for n in range(500):
        await here.insert(body(names[n % 20], names[(n + n // 20) % 20]))
    worker = here.start(files_root=root.path, file_id_ttl=1.5, rate_limit=100, drain=True)
    await worker.task

    assert {"succeeded": 500} == await here.statuses()
    assert (500, True) == (here.created, uploads(here) > 20)
    assert {""} == {entry.code for entry in here.api.ledger.entries}


async def test_ids_that_end_while_their_row_waits(here: Site, root: Root) -> None:
    """A row that is ready, and then cannot be sent until its ids have ended, gets new ones and is sent with them."""
    name = root.put("a.pdf")
    soon = await here.connection.fetchval("SELECT now() + interval '50 s'")
    job_id = await here.insert(body(name, name), run_after=soon)
    worker = here.start(files_root=root.path)
    await worker.seen.wait_for(events.FilesReady)
    await here.connection.execute("UPDATE flowgroup.files SET valid_until = now()")
    await here.connection.execute(
        "UPDATE flowgroup.jobs SET files_until = now(), run_after = now()"
    )
    await worker.seen.status(job_id, "succeeded")

    assert (2, 1) == (uploads(here), here.created)


async def test_two_workers_share_uploads(here: Site, root: Root) -> None:
    """Two workers with the same rows and files upload each content once between them."""
    names = [root.put(f"{n}.pdf") for n in range(10)]
    for n in range(100):
        await here.insert(body(names[n % 10], names[n // 10]))
    workers = [here.start(files_root=root.path, drain=True) for _ in range(2)]
    for worker in workers:
        await worker.task

    assert {"succeeded": 100} == await here.statuses()
    assert (10, 100) == (uploads(here), here.created)


async def test_a_file_host_that_is_down_costs_no_row(here: Site, root: Root) -> None:
    """While the file host refuses connections its rows wait, however often, and others are sent; then they go on."""
    async with Emulator(EmulatorConfig(limit=0, keys=(here.api.key,))) as files:
        address = files.url
    here.api.tuning.check_files = False
    waiting = await here.insert(body(root.put("a.pdf"), root.put("b.pdf")), max_attempts=1)
    plain = await here.insert()
    worker = here.start(files_root=root.path, file_endpoint=address)
    await worker.seen.status(plain, "succeeded")
    await worker.seen.count(events.FileNotUploaded, 6)
    job = await here.job(waiting)
    await worker.end()

    assert ("pending", 0) == (job["status"], job["attempts"])
    await here.start(files_root=root.path).seen.status(waiting, "succeeded")


async def test_a_missing_file(here: Site, root: Root) -> None:
    """A row whose file is missing is invalid with path, rule and both languages; no call is made for it."""
    job_id = await here.insert(body(root.put("a.pdf"), "file:secret.pdf", "file:../a.pdf"))
    worker = here.start(files_root=root.path)
    await worker.seen.wait_for(events.FilesFailed)
    job = await here.job(job_id)
    faults = orjson.loads(job["errors"])

    assert "invalid" == job["status"]
    assert [
        ("FlowFileInfos[1].FileIds[0]", "file_missing"),
        ("FlowFileInfos[2].FileIds[0]", "file_outside"),
    ] == [(fault["path"], fault["rule"]) for fault in faults]
    assert all(fault["message"] and fault["message_zh"] for fault in faults)
    assert "secret" not in job["errors"]
    assert 0 == here.created


async def test_a_mended_payload_is_sent(here: Site, root: Root) -> None:
    """A row that was invalid for its file is prepared and sent once its payload names one that is there."""
    job_id = await here.insert(body("file:missing.pdf", "file:missing.pdf"))
    worker = here.start(files_root=root.path)
    await worker.seen.wait_for(events.FilesFailed)
    there = root.put("there.pdf")
    await here.connection.execute(
        "UPDATE flowgroup.jobs SET payload = $2 WHERE id = $1",
        job_id,
        orjson.dumps(body(there, there)).decode(),
    )

    await worker.seen.status(job_id, "succeeded")


async def test_an_id_that_the_api_forgets(here: Site, root: Root) -> None:
    """A create that is refused because its files are gone: uploaded anew once, and created; no attempt is counted."""
    here.api.faults.add(Fault(name="code:ResourceNotFound.File", action=ACTION))
    name = root.put("a.pdf")
    job_id = await here.insert(body(name, name), max_attempts=1)
    await here.start(files_root=root.path).seen.status(job_id, "succeeded")
    job = await here.job(job_id)

    assert [("transient", "ResourceNotFound.File"), ("created", None)] == await here.outcomes(
        job_id
    )
    assert (2, 1, 1) == (uploads(here), here.created, job["attempts"])
    assert not job["duplicate_risk"]


async def test_ids_that_are_lost_again_at_once(
    here: Site, root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that is refused with an id that had just replaced a lost one waits for another, and is created."""
    monkeypatch.setattr("worker.files.cache.TRUST", 1.0)
    name = root.put("a.pdf")
    worker = here.start(files_root=root.path)
    last = 0
    for _ in range(3):
        last = await here.insert(body(name, name))
        assert "succeeded" == await ended(worker, last)
        here.api.files.clear()

    assert (3, 3) == (uploads(here), here.created)
    assert [("transient", "ResourceNotFound.File"), ("created", None)] == await here.outcomes(last)


async def test_a_loss_that_could_not_be_noted(
    here: Site, root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the database does not take the note that ids are lost, the row takes new ones all the same."""
    monkeypatch.setattr(FileCache, "forget", AsyncMock(side_effect=DatabaseAwayError("away", None)))
    name = root.put("a.pdf")
    worker = here.start(files_root=root.path)
    await worker.seen.status(await here.insert(body(name, name)), "succeeded")
    here.api.files.clear()
    again = await here.insert(body(name, name))

    assert "succeeded" == await ended(worker, again)
    assert 2 == uploads(here)


@pytest.mark.parametrize("code", ["ResourceNotFound.File", "InvalidParameter.DataNotFound"])
async def test_files_that_are_gone_twice(here: Site, root: Root, code: str) -> None:
    """A second refusal of the same row for its files holds: it fails with the API's code."""
    here.api.faults.add(Fault(name=f"code:{code}", action=ACTION, times=2))
    name = root.put("a.pdf")
    job_id = await here.insert(body(name, name))
    await here.start(files_root=root.path).seen.status(job_id, "failed")

    assert [("transient", code), ("refused", code)] == await here.outcomes(job_id)
    assert code == (await here.job(job_id))["error_code"]


async def test_given_ids_that_are_unknown(here: Site, root: Root) -> None:
    """Ids that the enqueuer gave are the enqueuer's: the code is reported at once, with a hint."""
    job_id = await here.insert(body("yDgone", "yDgone"))
    await here.start(files_root=root.path).seen.status(job_id, "failed")
    job = await here.job(job_id)

    assert "ResourceNotFound.File" == job["error_code"]
    assert "may have expired" in job["error_message"]
    assert 1 == here.calls


async def test_a_file_that_is_put_in_its_place(here: Site, root: Root) -> None:
    """A row that is invalid for its files alone may be retried once they are there; any other needs mending."""
    job_id = await here.insert(body("file:late.pdf", "file:late.pdf"))
    other = await here.insert(orjson.dumps([]).decode())
    worker = here.start(files_root=root.path)
    await worker.seen.wait_for(events.FilesFailed)
    root.put("late.pdf")
    retried = await here.connection.fetch(
        "SELECT flowgroup.retry_many($1, 'the file is there')", [job_id, other]
    )

    assert [(job_id,)] == [tuple(row) for row in retried]
    await worker.seen.status(job_id, "succeeded")
    assert (await here.job(job_id))["errors"] is None
