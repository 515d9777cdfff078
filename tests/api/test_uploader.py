"""Files of rows become ids: each content once, for all rows and workers, as long as the id lives."""

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest

from jobs.classify import classify
from jobs.outcome import AccountPaused, Created, Refused, TryAgain
from jobs.references import agent_of, with_ids
from tests.support.depot import Depot, row
from tests.support.pdfs import ACCOUNT, make_root, pdf
from tests.support.workers import Seen
from worker import events
from worker.database import make_engine
from worker.emulator import Emulator, EmulatorConfig, Fault
from worker.emulator.call import Call
from worker.files.cache import FileCache, FileKey
from worker.files.fault import FileRefusedError, Rule
from worker.files.prepared import Prepared
from worker.files.uploads import CLAIM
from worker.store import Store
from worker.tencent.client import TencentClient


def fault(name: str, **how: Any) -> Fault:  # noqa: ANN401 - fields of a fault
    return Fault(name=name, action="UploadFiles", **how)


def holds(content: bytes) -> Callable[[Call], bool]:
    return lambda call: b64encode(content) in call.raw


@pytest.fixture
async def depot(database_url: str, tmp_path: Path) -> AsyncIterator[Depot]:
    """Yield files, API and database."""
    engine = make_engine(database_url, pool_size=12)
    async with Emulator(EmulatorConfig(limit=0, check_files=True)) as api:
        yield Depot(make_root(tmp_path), api, Store(engine), Seen())
    await engine.dispose()


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """Yield a connection of an operator."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def create(depot: Depot, body: bytes, prepared: Prepared) -> object:
    """Send the payload with its ids, and return what the answer means."""
    async with TencentClient(depot.api.url, request_timeout=30) as client:
        sent = with_ids(body, prepared.ids)
        now = int(await depot.store.now())
        exchange = await client.call("ChannelCreateFlowGroupByFiles", sent, depot.credential, now)
    return classify(exchange.answer, contracts=len(orjson.loads(body)["FlowFileInfos"]))


async def test_contracts_share_an_upload_and_the_group_is_created(depot: Depot) -> None:
    """Three contracts with one file, and a fourth with the same bytes, need one upload; the API takes the ids."""
    one, same = depot.root.put("a.pdf", pdf()), depot.root.put("sub/same.pdf", pdf())
    account, body = row(one, one, one, same)
    async with depot.uploader() as uploader:
        prepared = await uploader.prepare(account, body)

    assert {one, same} == set(prepared.ids)
    assert ({}, 1, 1) == (prepared.troubles, len(set(prepared.ids.values())), len(depot.uploads()))
    assert isinstance(await create(depot, body, prepared), Created)


async def test_a_row_without_references_asks_nobody(depot: Depot) -> None:
    """Ids that the enqueuer gave are left alone: no file is read and nothing uploaded."""
    async with depot.uploader() as uploader:
        assert Prepared() == await uploader.prepare(*row("yDwNBUUckp0", "yDwNBUUckp1"))

    assert [] == depot.api.ledger.entries


async def test_two_workers_and_five_hundred_rows_need_twenty_uploads(depot: Depot) -> None:
    """500 groups over 20 distinct PDFs, prepared by two workers at once, are exactly 20 uploads."""
    names = [depot.root.put(f"{n}.pdf") for n in range(20)]
    rows = [row(names[n % 20], names[(n + n // 20) % 20]) for n in range(500)]
    async with depot.uploader("worker-1") as one, depot.uploader("worker-2") as two:
        asked = [(one, two)[n % 2].prepare(*rows[n]) for n in range(500)]
        prepared = await asyncio.gather(*asked)

    assert [{}] * 500 == [one.troubles for one in prepared]
    assert 20 == len(depot.uploads()) == len({i for one in prepared for i in one.ids.values()})


async def test_an_old_id_is_replaced_in_time(depot: Depot, connection: asyncpg.Connection) -> None:
    """An id whose age limit is near is not used: the content is uploaded once more."""
    what = row(depot.root.put("a.pdf"), depot.root.put("b.pdf"))
    async with depot.uploader(file_id_ttl=480) as uploader:
        first = await uploader.prepare(*what)
        await connection.execute(
            "UPDATE flowgroup.files SET valid_until = valid_until - interval '440 s'"
        )
        still = await uploader.prepare(*what)
        await connection.execute(
            "UPDATE flowgroup.files SET valid_until = valid_until - interval '11 s'"
        )
        second = await uploader.prepare(*what)

    assert first.ids == still.ids
    assert set() == set(first.ids.values()) & set(second.ids.values())
    assert 4 == len(depot.uploads())


async def test_what_the_api_says_of_the_life_counts(
    depot: Depot, connection: asyncpg.Connection
) -> None:
    """An id that the API gives less time than the setting is used for no longer."""
    depot.api.tuning.file_life = 100
    async with depot.uploader(file_id_ttl=480) as uploader:
        await uploader.prepare(*row(depot.root.put("a.pdf")))
    life = await connection.fetchval("SELECT valid_until - uploaded_at FROM flowgroup.files")

    assert 95 <= life.total_seconds() <= 101


async def test_ids_that_the_api_lost_are_uploaded_once_more(depot: Depot) -> None:
    """A create that is refused because its files are gone: forgotten, prepared again, created."""
    reference = depot.root.put("a.pdf")
    account, body = row(reference, reference)
    async with depot.uploader() as uploader:
        lost = await uploader.prepare(account, body)
        depot.api.files.clear()
        refused = await create(depot, body, lost)
        await uploader.forget(lost)
        again = await uploader.prepare(account, body)
        await uploader.forget(lost)
        same = await uploader.prepare(account, body)

    assert isinstance(refused, Refused)
    assert "ResourceNotFound.File" == refused.error.code
    assert isinstance(await create(depot, body, again), Created)
    assert again.ids == same.ids
    assert 2 == len(depot.uploads())


async def test_each_organisation_uploads_its_own(depot: Depot) -> None:
    """The API keeps organisations apart, so the same bytes are uploaded for each; operators share."""
    name = depot.root.put("a.pdf")
    rows = [row(name, ProxyOrganizationOpenId=organisation) for organisation in ("o1", "o2", "o1")]
    async with depot.uploader() as uploader:
        one, two, again = [(await uploader.prepare(*what)).ids for what in rows]

    assert (one, 2) == (again, len({*one.values(), *two.values()}))


@pytest.mark.parametrize(
    "name", ["internal_error_before", "html_502", "reset", "truncated", "drop_after"]
)
async def test_a_failed_upload_is_tried_again(depot: Depot, name: str) -> None:
    """Whatever an upload ends in, nothing was made that lasts: the next try may follow after a back-off."""
    depot.api.faults.add(fault(name))
    what = row(depot.root.put("a.pdf"))
    async with depot.uploader() as uploader:
        first = await uploader.prepare(*what)
        second = await uploader.prepare(*what)

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
        await uploader.throttle.steer()
    rows = await connection.fetch("SELECT action, refused FROM flowgroup.slots")

    assert [("UploadFiles", 1)] == [tuple(row) for row in rows]


async def test_uploads_keep_to_their_slots(depot: Depot) -> None:
    """However many files wait, the API sees no more uploads a second than the limit."""
    depot.api.tuning.upload_limit = 20
    names = [depot.root.put(f"{n}.pdf") for n in range(30)]
    async with depot.uploader(rate_limit=20) as uploader:
        prepared = await asyncio.gather(*(uploader.prepare(*row(name)) for name in names))

    assert 30 == sum(len(one.ids) for one in prepared)
    assert {""} == {entry.code for entry in depot.api.ledger.entries}


async def test_others_wait_for_the_claimer(depot: Depot) -> None:
    """While another worker uploads a content, this one waits for its id and uploads nothing."""
    account, body = row(depot.root.put("a.pdf", pdf()))
    key = FileKey(account, agent_of(body).fingerprint, hashlib.sha256(pdf()).hexdigest())
    other = FileCache(depot.store, "worker-2", 30)
    await other.claim(key, len(pdf()), 60)
    async with depot.uploader() as uploader:
        waiting = asyncio.create_task(uploader.prepare(account, body), name="waiting")
        done, _ = await asyncio.wait({waiting}, timeout=0.5)
        await other.record(key, "the-id", took=0, valid_for=480)
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


async def test_a_file_that_is_replaced_gets_another_id(depot: Depot) -> None:
    """The reference means what lies there now: new bytes, new upload."""
    what = row(depot.root.put("a.pdf", pdf("one")))
    async with depot.uploader() as uploader:
        one = await uploader.prepare(*what)
        depot.root.put("a.pdf", pdf("two"))
        two = await uploader.prepare(*what)

    assert one.ids != two.ids
    assert 2 == len({entry.sha256s for entry in depot.uploads()})


async def test_nothing_told_names_a_file(depot: Depot) -> None:
    """Events carry account, size and code; neither the name nor the content of a file."""
    depot.api.faults.add(fault("internal_error_before"))
    what = row(depot.root.put("secret.pdf", pdf("secret")), "file:secret-2.pdf")
    async with depot.uploader() as uploader:
        first = await uploader.prepare(*what)
        await uploader.prepare(*what)

    assert [events.FileNotUploaded(ACCOUNT, "InternalError")] == depot.seen.of(
        events.FileNotUploaded
    )
    [uploaded] = depot.seen.of(events.FileUploaded)
    assert (ACCOUNT, len(pdf("secret"))) == (uploaded.account, uploaded.size)
    assert "secret" not in repr(depot.seen.events) + repr(list(first.troubles.values()))
