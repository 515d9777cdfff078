"""Files of rows become ids: each content once, for all rows and workers, as long as the id lives."""

import asyncio
from datetime import UTC, datetime

import asyncpg
import orjson
import pytest

from jobs.classify import classify
from jobs.outcome import Created, Refused
from jobs.references import with_ids
from tests.support.depot import Depot, row
from tests.support.pdfs import pdf
from worker.emulator import Fault
from worker.files.prepared import Prepared
from worker.files.uploader import Uploader
from worker.tencent.client import TencentClient
from worker.tencent.upload import ACTION


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
            "UPDATE flowgroup.files SET valid_until = valid_until - interval '350 s'"
        )
        still = await uploader.prepare(*what)
        await connection.execute(
            "UPDATE flowgroup.files SET valid_until = valid_until - interval '11 s'"
        )
        second = await uploader.prepare(*what)

    assert first.ids == still.ids
    assert set() == set(first.ids.values()) & set(second.ids.values())
    assert 4 == len(depot.uploads())


@pytest.mark.parametrize(("said", "least", "most"), [(100, 95, 101), (-100, 480, 480)])
async def test_what_the_api_says_of_the_life_counts(
    depot: Depot, connection: asyncpg.Connection, said: int, least: int, most: int
) -> None:
    """An id that the API gives less time than the setting is used for no longer, unless it says that it is over."""
    depot.api.tuning.file_life = said
    async with depot.uploader(file_id_ttl=480) as uploader:
        await uploader.prepare(*row(depot.root.put("a.pdf")))
    life = await connection.fetchval("SELECT valid_until - uploaded_at FROM flowgroup.files")

    assert least <= life.total_seconds() <= most


async def test_ids_that_the_api_lost_are_uploaded_once_more(depot: Depot) -> None:
    """A create that is refused because its files are gone: forgotten, prepared again, created."""
    reference = depot.root.put("a.pdf")
    account, body = row(reference, reference)
    async with depot.uploader() as uploader:
        lost = await uploader.prepare(account, body)
        depot.api.files.clear()
        refused = await create(depot, body, lost)
        await uploader.forget(account, lost.ids.values())
        again = await uploader.prepare(account, body)
        await uploader.forget(account, lost.ids.values())
        same = await uploader.prepare(account, body)

    assert isinstance(refused, Refused)
    assert "ResourceNotFound.File" == refused.error.code
    assert isinstance(await create(depot, body, again), Created)
    assert again.ids == same.ids
    assert 2 == len(depot.uploads())


async def test_new_ids_are_not_doubted_at_once(depot: Depot) -> None:
    """Where the ids that were just uploaded anew are refused too, something else is missing: they are used on."""
    reference = depot.root.put("a.pdf")
    account, body = row(reference, reference)
    async with depot.uploader() as uploader:
        await uploader.forget(account, (await uploader.prepare(account, body)).ids.values())
        new = await uploader.prepare(account, body)
        await uploader.forget(account, new.ids.values())
        same = await uploader.prepare(account, body)

    assert new.ids == same.ids
    assert 2 == len(depot.uploads())


async def test_an_upload_that_began_before_the_loss_is_not_shared(depot: Depot) -> None:
    """A row that lost its ids meanwhile waits for that upload, for others need it, and then for one of its own."""
    depot.api.faults.add(Fault(name="late", action=ACTION, seconds=0.3))
    reference = depot.root.put("a.pdf")
    account, body = row(reference, reference)
    async with depot.uploader() as uploader:
        before = asyncio.create_task(uploader.prepare(account, body), name="before")
        while not depot.uploads():
            await depot.store.now()
        depot.api.files.clear()
        lost_at = datetime.fromtimestamp(await depot.store.now(), UTC)
        mine, same = await asyncio.gather(
            *(uploader.prepare(account, body, lost_at) for _ in range(2))
        )

    assert mine.ids == same.ids
    assert mine.ids != (await before).ids
    assert isinstance(await create(depot, body, mine), Created)
    assert 2 == len(depot.uploads())


async def test_each_organisation_uploads_its_own(depot: Depot) -> None:
    """The API keeps organisations apart, so the same bytes are uploaded for each; operators share."""
    name = depot.root.put("a.pdf")
    rows = [row(name, ProxyOrganizationOpenId=organisation) for organisation in ("o1", "o2", "o1")]
    async with depot.uploader() as uploader:
        one, two, again = [(await uploader.prepare(*what)).ids for what in rows]

    assert (one, 2) == (again, len({*one.values(), *two.values()}))


async def test_uploads_keep_to_their_slots(depot: Depot, connection: asyncpg.Connection) -> None:
    """However many files wait, each upload has a slot of its own, as far apart as the limit wants."""
    names = [depot.root.put(f"{n}.pdf") for n in range(10)]
    before = await connection.fetchval("SELECT clock_timestamp()")
    async with depot.uploader(rate_limit=20) as uploader:
        await asyncio.gather(*(_until_uploaded(uploader, name) for name in names))
    after = await connection.fetchval("SELECT next_slot FROM flowgroup.slots")

    assert 10 == len(depot.uploads())
    assert (after - before).total_seconds() >= 10 / 20


async def _until_uploaded(uploader: Uploader, name: str) -> None:
    """Prepare it again where a slot was missed, as its row would be at the next look."""
    while not (await uploader.prepare(*row(name))).ids:
        pass


async def test_a_file_that_is_replaced_gets_another_id(depot: Depot) -> None:
    """The reference means what lies there now: new bytes, new upload."""
    what = row(depot.root.put("a.pdf", pdf("one")))
    async with depot.uploader() as uploader:
        one = await uploader.prepare(*what)
        depot.root.put("a.pdf", pdf("two"))
        two = await uploader.prepare(*what)

    assert one.ids != two.ids
    assert 2 == len({entry.sha256s for entry in depot.uploads()})
