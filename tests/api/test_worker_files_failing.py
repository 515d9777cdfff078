"""Rows whose PDFs cannot be read here, or that the API does not take."""

from base64 import b64encode
from collections.abc import Callable

import pytest

from tests.support.depot import body
from tests.support.pdfs import Root, pdf
from tests.support.workers import Site
from worker import events
from worker.emulator import Fault
from worker.emulator.call import Call
from worker.errors import FlowgroupError
from worker.tencent.upload import ACTION as UPLOAD


def holds(content: bytes) -> Callable[[Call], bool]:
    return lambda call: b64encode(content) in call.raw


async def told(here: Site, job_id: int) -> str:
    """Return why a row waits, once it says so."""
    while True:
        if why := (await here.job(job_id))["error_message"]:
            return str(why)


async def test_a_worker_without_files(here: Site, root: Root) -> None:
    """Without FLOWGROUP_FILES_ROOT rows with references wait and name the setting, others are sent."""
    here.api.tuning.check_files = False
    waiting, plain = await here.insert(body(root.put("a.pdf"), "file:b.pdf")), await here.insert()
    worker = here.start()
    await worker.seen.status(plain, "succeeded")
    why = await told(here, waiting)

    assert "FLOWGROUP_FILES_ROOT is not set" in why
    assert "pending" == (await here.job(waiting))["status"]


async def test_a_drain_without_files_says_so(here: Site, root: Root) -> None:
    """A drain that is left with rows whose files it does not have ends with what is missing."""
    await here.insert(body(root.put("a.pdf"), "file:a.pdf"))
    worker = here.start(drain=True)

    with pytest.raises(FlowgroupError, match="FLOWGROUP_FILES_ROOT is not set"):
        await worker.task


async def test_the_api_refuses_a_file(here: Site, root: Root) -> None:
    """A file that the API itself refuses fails its rows with the API's code, and no others."""
    code = "InvalidParameter.SensitiveFileContent"
    here.api.faults.add(Fault(name=f"code:{code}", action=UPLOAD))
    bad = await here.insert(body(root.put("bad.pdf"), "file:bad.pdf"))
    worker = here.start(files_root=root.path)
    failed = await worker.seen.wait_for(events.FilesFailed)
    good = await here.insert(body(root.put("good.pdf"), "file:good.pdf"))
    await worker.seen.status(good, "succeeded")

    assert (bad, "failed", code) == (failed.job_id, failed.status, failed.error_code)


async def test_a_file_that_never_uploads(here: Site, root: Root) -> None:
    """A file whose uploads end in transient errors max_attempts times fails its rows, and no others."""
    bad = await here.insert(body(root.put("bad.pdf", pdf("bad")), "file:bad.pdf"), max_attempts=3)
    good = await here.insert(body(root.put("good.pdf"), "file:good.pdf"))
    here.api.faults.add(
        Fault(name="internal_error", action=UPLOAD, times=None, when=holds(pdf("bad")))
    )
    worker = here.start(files_root=root.path)
    await worker.seen.status(good, "succeeded")
    failed = await worker.seen.wait_for(events.FilesFailed)

    assert (bad, "failed", "InternalError") == (failed.job_id, failed.status, failed.error_code)
    assert 3 == len([entry for entry in here.api.ledger.entries if entry.code])


async def test_an_account_that_may_not_upload_pauses(here: Site, root: Root) -> None:
    """A code of the whole account pauses it; an upload probes, then a call, and the night goes on."""
    code = "UnauthorizedOperation.NoPermissionFeature"
    here.api.faults.add(Fault(name=f"code:{code}", action=UPLOAD))
    name = root.put("a.pdf")
    job_id = await here.insert(body(name, name))
    worker = here.start(files_root=root.path)
    await worker.seen.wait_for(events.AccountPaused)
    paused = await here.account()
    await worker.end()
    await here.connection.execute("UPDATE flowgroup.accounts SET probe_at = now()")
    again = here.start(files_root=root.path)
    await again.seen.status(job_id, "succeeded")

    assert code == paused["pause_code"]
    await again.seen.wait_for(events.AccountResumed)
