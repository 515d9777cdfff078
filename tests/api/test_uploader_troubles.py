"""What goes wrong with uploads, and who waits for whom."""

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from jobs.outcome import AccountPaused, Refused, TryAgain
from jobs.references import agent_of
from tests.support.depot import Depot, row
from tests.support.pdfs import ACCOUNT, pdf
from worker import events
from worker.emulator import Fault
from worker.emulator.call import Call
from worker.files.cache import FileCache, FileKey
from worker.files.content import Content, Files
from worker.files.fault import FileRefusedError, Rule
from worker.files.prepared import Later, Prepared
from worker.files.uploader import Uploader
from worker.files.uploads import CLAIM


def fault(name: str, **how: Any) -> Fault:  # noqa: ANN401 - fields of a fault
    return Fault(name=name, action="UploadFiles", **how)


async def at_last(uploader: Uploader, what: tuple[str, bytes]) -> Prepared:
    """Ask until no file waits out a back-off."""
    while True:
        prepared = await uploader.prepare(*what)
        if not any(isinstance(trouble, Later) for trouble in prepared.troubles.values()):
            return prepared


def holds(content: bytes) -> Callable[[Call], bool]:
    return lambda call: b64encode(content) in call.raw


@pytest.mark.parametrize(
    "name", ["internal_error_before", "html_502", "reset", "truncated", "drop_after"]
)
async def test_a_failed_upload_is_tried_again(depot: Depot, name: str) -> None:
    """Whatever an upload ends in, nothing was made that lasts: the next try may follow after a back-off."""
    depot.api.faults.add(fault(name))
    what = row(depot.root.put("a.pdf"))
    async with depot.uploader() as uploader:
        first = await uploader.prepare(*what)
        second = await at_last(uploader, what)

    [trouble] = first.troubles.values()
    assert isinstance(trouble, TryAgain)
    assert ({}, 1) == (second.troubles, len(second.ids))


async def test_a_file_that_the_api_refuses_is_told(depot: Depot) -> None:
    """The API's own verdict on a file comes back with its code; the row's other files are ready."""
    depot.api.faults.add(
        fault("code:InvalidParameter.SensitiveFileContent", when=holds(pdf("bad")))
    )
    bad, good = depot.root.put("bad.pdf", pdf("bad")), depot.root.put("good.pdf", pdf("good"))
    async with depot.uploader() as uploader:
        prepared = await uploader.prepare(*row(bad, good))

    trouble = prepared.troubles[bad]
    assert isinstance(trouble, Refused)
    assert "InvalidParameter.SensitiveFileContent" == trouble.error.code
    assert [good] == list(prepared.ids)


async def test_an_account_that_may_not_upload_is_told(depot: Depot) -> None:
    """A code that stops the whole account is no fault of the file."""
    depot.api.faults.add(fault("code:UnauthorizedOperation.NoPermissionFeature"))
    async with depot.uploader() as uploader:
        prepared = await uploader.prepare(*row(depot.root.put("a.pdf")))

    [trouble] = prepared.troubles.values()
    assert isinstance(trouble, AccountPaused)


async def test_a_missing_file_is_told_and_costs_no_call(depot: Depot) -> None:
    """What is wrong on disk is found before anything is claimed or sent."""
    async with depot.uploader() as uploader:
        prepared = await uploader.prepare(*row("file:missing.pdf", "file:../a.pdf"))

    rules = [t.rule for t in prepared.troubles.values() if isinstance(t, FileRefusedError)]
    assert [Rule.MISSING, Rule.OUTSIDE] == rules
    assert [] == depot.api.ledger.entries


async def test_a_file_that_vanishes_before_its_upload_leaves_no_back_off(
    depot: Depot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the row's fault, and whoever puts the file back has it uploaded at once."""
    hashed, reference = Files.content, depot.root.put("a.pdf")

    def gone(files: Files, account: str, name: str) -> Content:
        content = hashed(files, account, name)
        (depot.root.folder / "a.pdf").unlink()
        return content

    async with depot.uploader(retry_base=300, retry_max=300) as uploader:
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(Files, "content", gone)
            refused = await uploader.prepare(*row(reference))
        depot.root.put("a.pdf")
        again = await uploader.prepare(*row(reference))

    assert isinstance(refused.troubles[reference], FileRefusedError)
    assert {} == again.troubles


async def test_files_that_are_away_blame_no_row(depot: Depot) -> None:
    """A share that is not mounted is tried again later, and the reason names no file."""
    async with depot.uploader() as uploader:
        prepared = await uploader.prepare(*row("file:secret.pdf", account="unmounted"))

    [trouble] = prepared.troubles.values()
    assert isinstance(trouble, TryAgain)
    assert "Worker.FilesAway" == trouble.error.code
    assert "secret" not in trouble.error.message


async def test_a_throttled_upload_slows_its_own_row(
    depot: Depot, connection: asyncpg.Connection
) -> None:
    """A refusal by the API's limiter is counted at the slots of UploadFiles, not at those of creates."""
    depot.api.faults.add(fault("code:RequestLimitExceeded"))
    async with depot.uploader() as uploader:
        await uploader.prepare(*row(depot.root.put("a.pdf")))
        await uploader.steer()
    rows = await connection.fetch("SELECT action, refused FROM flowgroup.slots")

    assert [("UploadFiles", 1)] == [tuple(row) for row in rows]


async def test_others_wait_for_the_claimer(depot: Depot) -> None:
    """While another worker uploads a content, this one waits for its id and uploads nothing."""
    account, body = row(depot.root.put("a.pdf", pdf()))
    key = FileKey(account, agent_of(body).fingerprint, hashlib.sha256(pdf()).hexdigest())
    other = FileCache(depot.store, "worker-2", 30)
    now = await other.claim(key, len(pdf()), 60) or 0
    async with depot.uploader() as uploader:
        waiting = asyncio.create_task(uploader.prepare(account, body), name="waiting")
        done, _ = await asyncio.wait({waiting}, timeout=0.5)
        await other.record(key, "the-id", began=now, valid_for=480)
        prepared = await waiting

    assert set() == done
    assert ["the-id"] == list(prepared.ids.values())
    assert [] == depot.api.ledger.entries


async def test_a_lapsed_claim_is_taken_over(depot: Depot, connection: asyncpg.Connection) -> None:
    """A worker that died with its claim holds nobody up for longer than that."""
    what = row(depot.root.put("a.pdf"))
    async with depot.uploader() as uploader:
        await uploader.prepare(*what)
        await connection.execute(
            "UPDATE flowgroup.files SET valid_until = now() - interval '1 s',"
            " claimed_by = 'dead', claimed_until = now() - interval '1 s'"
        )
        prepared = await uploader.prepare(*what)

    assert ({}, 2) == (prepared.troubles, len(depot.uploads()))


async def test_a_caller_that_leaves_stops_no_upload(depot: Depot) -> None:
    """A row that is no longer waited for leaves the upload to the next one."""
    depot.api.faults.add(fault("late", seconds=None))
    what = row(depot.root.put("a.pdf"))
    async with depot.uploader() as uploader:
        impatient = asyncio.create_task(uploader.prepare(*what), name="impatient")
        await depot.api.gate.occupied()
        impatient.cancel()
        patient = asyncio.create_task(uploader.prepare(*what), name="patient")
        await asyncio.wait([impatient])
        depot.api.gate.release()
        prepared = await patient

    assert impatient.cancelled()
    assert ({}, 1) == (prepared.troubles, len(depot.api.ledger.entries))


async def test_rows_that_wait_for_one_content_wait_together(depot: Depot) -> None:
    """However many rows of a worker need a content, one task sees to it."""
    depot.api.faults.add(fault("late", seconds=None))
    what = row(depot.root.put("a.pdf"))
    async with depot.uploader() as uploader:
        rows = [asyncio.create_task(uploader.prepare(*what)) for _ in range(50)]
        await depot.api.gate.occupied()
        names = [task.get_name() for task in asyncio.all_tasks()]
        depot.api.gate.release()
        ids = {tuple((await waiting).ids.values()) for waiting in rows}

    assert (1, 1) == (names.count("upload"), len(ids))


async def test_a_back_off_is_not_waited_for(depot: Depot) -> None:
    """A content whose last upload failed, by whichever worker, is told with the seconds to wait; no place is held."""
    account, body = row(depot.root.put("a.pdf", pdf()))
    key = FileKey(account, agent_of(body).fingerprint, hashlib.sha256(pdf()).hexdigest())
    other = FileCache(depot.store, "worker-2", 30)
    await other.claim(key, len(pdf()), 60)
    await other.release(key, 60)
    async with depot.uploader() as uploader:
        [trouble] = (await uploader.prepare(account, body)).troubles.values()

    assert isinstance(trouble, Later)
    assert (True, 0) == (59 < trouble.wait <= 60, trouble.failures)


async def test_stopping_gives_claims_back(depot: Depot) -> None:
    """A worker that stops while it uploads leaves the content to another one at once."""
    depot.api.faults.add(fault("hang_before"))
    what = row(depot.root.put("a.pdf"))
    async with depot.uploader("worker-1") as uploader:
        stopped = asyncio.create_task(uploader.prepare(*what), name="stopped")
        await depot.api.gate.occupied()
    async with asyncio.timeout(CLAIM / 2), depot.uploader("worker-2") as other:
        prepared = await other.prepare(*what)

    await asyncio.wait([stopped])
    assert stopped.cancelled()
    assert ({}, 1) == (prepared.troubles, len(depot.uploads()))


async def test_nothing_told_names_a_file(depot: Depot) -> None:
    """Events carry account, size and code; neither the name nor the content of a file."""
    depot.api.faults.add(fault("internal_error_before"))
    what = row(depot.root.put("secret.pdf", pdf("secret")), "file:secret-2.pdf")
    async with depot.uploader() as uploader:
        first = await uploader.prepare(*what)
        await at_last(uploader, what)

    assert [events.FileNotUploaded(ACCOUNT, "InternalError")] == depot.seen.of(
        events.FileNotUploaded
    )
    [uploaded] = depot.seen.of(events.FileUploaded)
    assert (ACCOUNT, len(pdf("secret"))) == (uploaded.account, uploaded.size)
    assert "secret" not in repr(depot.seen.events) + repr(list(first.troubles.values()))
