"""The metrics of a real run say what the API's own ledger and the tables say."""

from collections import Counter
from pathlib import Path

import pytest

from tests.support.emulated import example
from tests.support.pdfs import make_root
from tests.support.web import Samples, of, web
from tests.support.workers import Running, Site
from worker.attempt import ACTION
from worker.emulator import Fault
from worker.events import Begun, CallEnded
from worker.ops.web.metrics import code_class, code_label
from worker.tencent.upload import ACTION as UPLOAD

FAULTS = (
    Fault(name="internal_error", times=3),
    Fault(name="code:RequestLimitExceeded", times=2),
    Fault(name="code:InvalidParameter"),
    Fault(name="reset_after"),
    Fault(name="internal_error", action=UPLOAD),
)


def body(reference: str) -> dict[str, object]:
    """Return example 1 with contracts over one referred file."""
    request = example(1)
    contracts = [contract | {"FileIds": [reference]} for contract in request["FlowFileInfos"]]
    return request | {"FlowFileInfos": contracts}


async def night(here: Site, folder: Path) -> Running:
    """Send 40 rows over two PDFs through every kind of trouble, to the end."""
    here.api.tuning.check_files = True
    root = make_root(folder)
    names = [root.put("a.pdf"), root.put("b.pdf")]
    for fault in FAULTS:
        action = fault.action or ACTION
        here.api.faults.add(Fault(name=fault.name, times=fault.times, action=action))
    for n in range(40):
        await here.insert(body(names[n % 2]))
    await here.insert({})
    worker = here.start(files_root=root.path, drain=True)
    await worker.task
    return worker


async def scraped(here: Site, worker: Running) -> Samples:
    """Return the metrics of the process that told these events."""
    async with web(here.url) as page:
        for event in worker.seen.events:
            page.server.watch.listen(event)
        return await page.scrape()


def total(samples: Samples, name: str, **labels: str) -> float:
    """Add up the samples that bear these labels."""
    wanted = labels.items()
    return sum(v for (n, known), v in samples.items() if n == name and wanted <= known)


async def test_a_night_is_told_as_the_ledger_has_it(here: Site, tmp_path: Path) -> None:
    """Requests, codes, refusals and contracts are the API's own figures, for creates and uploads."""
    samples = await scraped(here, await night(here, tmp_path))
    entries = here.api.ledger.entries
    codes = Counter((entry.action, entry.code) for entry in entries if entry.code)

    for action in (ACTION, UPLOAD):
        calls = sum(entry.action == action for entry in entries)
        name = "flowgroup_api_requests_total"
        duration = "flowgroup_api_request_duration_seconds_count"
        assert calls == total(samples, name, action=action)
        assert calls == of(samples, duration, action=action)
    name = "flowgroup_api_errors_total"
    assert codes == {key: of(samples, name, action=key[0], code=key[1]) for key in codes}
    assert 2 == of(samples, "flowgroup_rate_limit_rejections_total")
    answered = [entry for entry in entries if entry.created and entry.fault != "reset_after"]
    issued = sum(entry.contracts for entry in answered)
    assert issued == of(samples, "flowgroup_contracts_issued_total")


async def test_a_night_is_told_as_the_tables_have_it(here: Site, tmp_path: Path) -> None:
    """Rows by status, what is in doubt, begins and missed slots are the tables' own figures."""
    worker = await night(here, tmp_path)
    samples = await scraped(here, worker)
    fetch = here.connection.fetchval
    begins = await fetch("SELECT count(*) FROM flowgroup.attempts")
    missed = await fetch(
        "SELECT count(*) FROM flowgroup.attempts WHERE error_code = 'Worker.SlotMissed'"
    )
    statuses = await here.statuses()

    known = {status: of(samples, "flowgroup_jobs", status=status) for status in statuses}
    assert statuses == known
    assert (1, 1) == (statuses["in_doubt"], of(samples, "flowgroup_in_doubt"))
    assert 41 == total(samples, "flowgroup_jobs")
    assert begins == of(samples, "flowgroup_job_wait_seconds_count")
    assert begins == of(samples, "flowgroup_rate_limit_wait_seconds_count")
    assert missed == of(samples, "flowgroup_slots_lost_total")
    assert begins == len(worker.seen.of(Begun))


async def test_a_late_answer_is_one_request(here: Site) -> None:
    """A call is counted at its timeout; what its late answer adds are the contracts that it issued."""
    here.api.faults.add(Fault(name="late", seconds=0.6))
    job_id = await here.insert()
    worker = here.start(request_timeout=0.3, lease=2)
    await worker.seen.wait_for(CallEnded, lambda call: call.late)
    await worker.seen.status(job_id, "succeeded")
    samples = await scraped(here, worker)

    name = "flowgroup_api_requests_total"
    assert 1 == total(samples, name)
    assert 1 == of(samples, name, action=ACTION, code_class="no_answer")
    assert 1 == of(samples, "flowgroup_api_errors_total", action=ACTION, code="Worker.Timeout")
    [entry] = here.api.ledger.entries
    assert entry.contracts == of(samples, "flowgroup_contracts_issued_total")


async def test_a_call_that_never_left_is_no_request(here: Site) -> None:
    """Connections that are refused are told by their code, and count as no request."""
    job_id = await here.insert()
    endpoint = "http://127.0.0.1:9"
    worker = here.start(endpoint=endpoint)
    await worker.seen.wait_for(CallEnded, lambda call: call.code == "Worker.ConnectFailed")
    samples = await scraped(here, worker)

    assert 0 == total(samples, "flowgroup_api_requests_total")
    code = {"action": ACTION, "code": "Worker.ConnectFailed"}
    assert 1 <= of(samples, "flowgroup_api_errors_total", **code)
    assert job_id


@pytest.mark.parametrize(
    ("code", "kind", "label"),
    [
        ("InternalError.Db", "transient", "InternalError.Db"),
        ("InternalError.13800138000", "transient", "InternalError"),
        ("RequestLimitExceeded", "throttled", "RequestLimitExceeded"),
        ("OperationDenied.NoQuota", "account", "OperationDenied.NoQuota"),
        ("张三", "unknown", "unknown"),
        ("Worker.Timeout", "no_answer", "Worker.Timeout"),
    ],
)
def test_a_code_becomes_a_label_only_if_it_is_known(code: str, kind: str, label: str) -> None:
    """What an answer makes up as a code never becomes a label, so neither names nor floods get in."""
    assert (kind, label) == (code_class(code), code_label(code))


def test_an_answer_without_a_code_is_ok() -> None:
    """Whatever was accepted is of the class ok."""
    assert "ok" == code_class(None)
