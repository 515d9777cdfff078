"""Rows that cannot be a contract group: they end invalid, cost no call, and stop nobody."""

import json

import pytest

from tests.support.check_statements import take, write
from tests.support.emulated import example
from tests.support.workers import Site
from worker.database import make_engine
from worker.store import Store

LIMIT = 10 * 1024 * 1024


def _with_contracts(n: int) -> str:
    body = example(1)
    return json.dumps({**body, "FlowFileInfos": body["FlowFileInfos"][:1] * n})


def _of_numbers() -> str:
    # A few bytes each in the table, a hundred thousand digits each in the request.
    return json.dumps(example(1))[:-1] + ', "X": [' + ", ".join(["1e100000"] * 110) + "]}"


REQUIRED = {("FlowGroupName", "required"), ("Agent", "required")}
BAD = {
    "string": ('"text"', {("$", "type")}),
    "list": ("[]", {("$", "type")}),
    "number": ("1", {("$", "type")}),
    "null": ("null", {("$", "type")}),
    "empty": ("{}", {("FlowFileInfos", "required")} | REQUIRED),
    "no list": ('{"FlowFileInfos": {}}', {("FlowFileInfos", "type")} | REQUIRED),
    "none": ('{"FlowFileInfos": []}', {("FlowFileInfos", "too_few")} | REQUIRED),
    "one": (_with_contracts(1), {("FlowFileInfos", "too_few")}),
    "fifty-one": (_with_contracts(51), {("FlowFileInfos", "too_many")}),
    "large": (json.dumps({**example(1), "X": "x" * LIMIT}), {("$", "size")}),
    "large in the request only": (_of_numbers(), {("$", "size"), ("$", "number")}),
}


@pytest.mark.parametrize("name", BAD)
async def test_bad_row(here: Site, name: str) -> None:
    """A bad row ends invalid with all that is wrong, costs no call, and a good row behind it is sent."""
    raw, faults = BAD[name]
    sql = "INSERT INTO flowgroup.jobs (payload) VALUES ($1) RETURNING id"
    bad = await here.connection.fetchval(sql, raw)
    good = await here.insert()
    worker = here.start()
    await worker.seen.status(good, "succeeded")
    await worker.end()
    refused = await here.job(bad)
    await _check(here)
    job = await here.job(bad)
    errors = json.loads(job["errors"])

    assert ("invalid", "invalid") == (refused["status"], job["status"])
    assert faults == {(error["path"], error["rule"]) for error in errors}
    assert len(faults) == len(errors)
    assert all(error["message"] and error["message_zh"] for error in errors)
    assert 0 == job["attempts"]
    assert refused["finished_at"] == job["finished_at"]
    assert 1 == here.calls


async def _check(here: Site) -> None:
    engine = make_engine(here.url)
    store = Store(engine)
    await write(store, await take(store))
    await engine.dispose()


async def test_bad_rows_of_one_statement(here: Site) -> None:
    """Bad rows among good ones of one INSERT abort nothing."""
    rows = [json.dumps(example(1)), "[]", json.dumps(example(2)), "{}"]
    sql = "INSERT INTO flowgroup.jobs (payload) SELECT unnest($1::jsonb[])"
    await here.connection.execute(sql, rows)
    await here.start(drain=True).task

    assert {"succeeded": 2, "invalid": 2} == await here.statuses()


async def test_a_mended_row(here: Site) -> None:
    """A bad row whose payload is mended is sent."""
    bad = await here.insert([])
    worker = here.start()
    mend = "UPDATE flowgroup.jobs SET payload = $1 WHERE id = $2"
    await here.connection.execute(mend, json.dumps(example(1)), bad)
    await worker.seen.status(bad, "succeeded")

    assert (await here.job(bad))["errors"] is None


async def test_fifty_contracts(here: Site) -> None:
    """The largest group that is allowed is created."""
    job_id = await here.insert(json.loads(_with_contracts(50)))
    await here.start().seen.status(job_id, "succeeded")

    assert 50 == len((await here.job(job_id))["flow_ids"])
