"""The emulator's UploadFiles: what it takes, for how long it knows it, and what it then refuses."""

import hashlib
from base64 import b64encode
from typing import Any

import orjson
import pytest

from tests.support.emulated import Caller, StillClock, emulated, example
from tests.support.pdfs import pdf
from worker.emulator import EmulatorConfig, Fault, summarise

AGENT = example(1)["Agent"]
NOW = 1_700_000_000
LARGEST = 60 * 1024 * 1024


def upload_of(*contents: bytes, name: str = "a.pdf", **changes: object) -> dict[str, object]:
    infos = [{"FileBody": b64encode(c).decode(), "FileName": name} for c in contents]
    return {"Agent": AGENT, "BusinessType": "DOCUMENT", "FileInfos": infos, **changes}


async def upload(call: Caller, body: object = None, **how: Any) -> str:  # noqa: ANN401 - headers
    raw = orjson.dumps(upload_of(pdf()) if body is None else body)
    code = await call.post(raw, call.signed(raw, X_TC_Action="UploadFiles", **how))
    return "stored" if code == "created" else code


def group_of(file_id: object, **agent: str) -> dict[str, Any]:
    body = example(1)
    body["Agent"] |= agent
    for flow in body["FlowFileInfos"]:
        flow["FileIds"] = [file_id]
    return body


async def test_a_file_gets_an_id() -> None:
    """An upload answers with an id, and the ledger keeps its hash and nothing of its content."""
    async with emulated() as call:
        assert "stored" == await upload(call)
        [entry] = call.api.ledger.entries

        assert call.response["FileIds"] == list(entry.file_ids)
        assert (1, 32) == (call.response["TotalCount"], len(entry.file_ids[0]))
        assert (hashlib.sha256(pdf()).hexdigest(),) == entry.sha256s
        assert ("stored", False, 0) == (entry.verdict, entry.created, entry.contracts)
        assert b64encode(pdf()).decode() not in repr(entry)


async def test_twenty_files_a_call() -> None:
    """Up to twenty files of one kind are taken together, one more are not."""
    contents = [pdf(str(n)) for n in range(21)]
    async with emulated() as call:
        assert "stored" == await upload(call, upload_of(*contents[:20]))
        assert 20 == len(set(call.response["FileIds"]))
        assert "InvalidParameter.ParamError" == await upload(call, upload_of(*contents))


_WRONG: dict[str, tuple[dict[str, object], str]] = {
    "no Agent": (upload_of(pdf(), Agent=None), "MissingParameter"),
    "half an Agent": (upload_of(pdf(), Agent={"AppId": "a" * 32}), "MissingParameter"),
    "no BusinessType": (upload_of(pdf(), BusinessType=None), "MissingParameter"),
    "another BusinessType": (upload_of(pdf(), BusinessType="CONTRACT"), "InvalidParameterValue"),
    "no files": (upload_of(), "InvalidParameter.ParamError"),
    "no file": (upload_of(pdf(), FileInfos=[1]), "MissingParameter"),
    "a foreign field": (upload_of(pdf(), Operators=1), "UnknownParameter"),
    "no suffix": (upload_of(pdf(), name="a"), "InvalidParameter.FileType"),
    "a programme": (upload_of(pdf(), name="a.exe"), "InvalidParameter.FileType"),
    "a long name": (upload_of(pdf(), name="a" * 197 + ".pdf"), "InvalidParameter.ParamError"),
    "no PDF": (upload_of(b"PK"), "InvalidParameter.FileType"),
    "an empty file": (upload_of(b""), "InvalidParameter.FileType"),
    "a contract as a seal": (upload_of(pdf(), BusinessType="SEAL"), "InvalidParameter.FileType"),
    "no base64": (
        upload_of(FileInfos=[{"FileBody": "%PDF-", "FileName": "a.pdf"}]),
        "InvalidParameter.ParamError",
    ),
}


@pytest.mark.parametrize(("body", "code"), _WRONG.values(), ids=_WRONG)
async def test_a_wrong_upload_is_refused(body: dict[str, object], code: str) -> None:
    """A file that the documents do not allow gets a code and no id."""
    async with emulated() as call:
        assert code == await upload(call, body)
        assert (code, ()) == (call.api.ledger.entries[0].code, call.api.ledger.entries[0].file_ids)


async def test_one_bad_file_fails_all() -> None:
    """Either all files of a call are stored or none is."""
    async with emulated() as call:
        assert "InvalidParameter.FileType" == await upload(call, upload_of(pdf(), b"no pdf"))
        assert "FileInfos[1].FileBody" in call.response["Error"]["Message"]
        assert 0 == summarise(call.api.ledger.entries)["uploads"]


async def test_the_largest_file_passes_and_a_larger_one_does_not() -> None:
    """60 MB are taken as base64 in one call; creates stay limited to 10 MB."""
    async with emulated() as call:
        assert "stored" == await upload(call, upload_of(pdf(size=LARGEST)))
        assert "LimitExceeded.FileSize" == await upload(call, upload_of(pdf(size=LARGEST + 1)))
        huge = example(1) | {"FlowGroupName": "a" * 11_000_000}
        assert "RequestSizeLimitExceeded" == await call.create(huge)


async def test_ids_are_checked_only_when_asked() -> None:
    """By default any FileId passes; with check_files only one that was uploaded here."""
    async with emulated() as call:
        assert "created" == await call.create(group_of("unknown"))
        call.api.tuning.check_files = True
        assert "ResourceNotFound.File" == await call.create(group_of("unknown"))
        assert "FlowFileInfos[0].FileIds" in call.response["Error"]["Message"]

        await upload(call)
        assert "created" == await call.create(group_of(call.response["FileIds"][0]))


async def test_an_id_serves_until_it_expires() -> None:
    """An id may be used again and again within its life, and the answer says when that ends."""
    clock = StillClock(NOW)
    async with emulated(
        EmulatorConfig(clock=clock, limit=0, check_files=True, file_life=600)
    ) as call:
        await upload(call, timestamp=NOW)
        file_id, deadline = call.response["FileIds"][0], call.response["Deadline"]
        clock.now += 599
        young = [await call.create(group_of(file_id), timestamp=NOW + 599) for _ in range(2)]
        clock.now += 1
        old = await call.create(group_of(file_id), timestamp=NOW + 600)

        assert NOW + 600 == deadline
        assert ["created", "created", "InvalidParameter.DataNotFound"] == [*young, old]


@pytest.mark.parametrize("who", [{"AppId": "b" * 32}, {"ProxyOrganizationOpenId": "another"}])
async def test_an_id_is_its_owners(who: dict[str, str]) -> None:
    """Another application or organisation has no access to a file."""
    async with emulated(EmulatorConfig(limit=0, check_files=True)) as call:
        await upload(call)
        code = await call.create(group_of(call.response["FileIds"][0], **who))

        assert "OperationDenied.ErrNoResourceAccess" == code


async def test_all_ids_can_be_lost_over_http() -> None:
    """A test in another process can make ids die early, and turn the rules."""
    async with emulated() as call:
        admin = f"{call.api.url}/_emulator"
        wanted = {"check_files": True, "file_life": 5}
        async with call.session.post(f"{admin}/settings", json=wanted) as reply:
            assert wanted.items() <= (await reply.json()).items()
        await upload(call)
        file_id = call.response["FileIds"][0]
        async with call.session.delete(f"{admin}/files") as reply:
            assert 200 == reply.status

        assert "ResourceNotFound.File" == await call.create(group_of(file_id))


@pytest.mark.parametrize(
    ("limit", "codes"), [(1, ["stored", "RequestLimitExceeded"]), (0, ["stored"] * 2)]
)
async def test_uploads_have_a_limit_of_their_own(limit: int, codes: list[str]) -> None:
    """Uploads and creates are counted apart, and may have different limits."""
    config = EmulatorConfig(clock=StillClock(NOW), limit=1, upload_limit=limit)
    async with emulated(config) as call:
        assert "created" == await call.create(timestamp=NOW)
        assert codes == [await upload(call, timestamp=NOW) for _ in range(2)]
        assert "RequestLimitExceeded" == await call.create(timestamp=NOW)


async def test_a_fault_can_be_for_uploads_alone() -> None:
    """A fault that names an action leaves the others alone; `_after` stores the file all the same."""
    async with emulated() as call:
        call.api.faults.add(Fault(name="internal_error_after", action="UploadFiles"))
        assert "created" == await call.create()
        assert "InternalError" == await upload(call)
        assert 1 == len(call.api.ledger.entries[1].file_ids)


async def test_the_figures_are_of_creates() -> None:
    """Uploads are added up apart: arrivals, pace and codes stay those of the creates."""
    async with emulated() as call:
        await upload(call)
        await upload(call, upload_of(b"no pdf"))
        await call.create()
        figures = summarise(call.api.ledger.entries)

        assert (1, 1, 1, {}) == tuple(
            figures[n] for n in ("arrivals", "created", "uploads", "codes")
        )
