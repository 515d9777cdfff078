"""What happens to rows as they arrive: shape, mending, NOTIFY, accounts."""

import asyncio

import asyncpg
import orjson
import pytest

from tests.support.factories import insert_job, payload
from worker.store import Store

FAULTY = {
    "text": ('"text"', "$", "type"),
    "number": ("1", "$", "type"),
    "null": ("null", "$", "type"),
    "list": ('[{"FlowFileInfos": [1, 2]}]', "$", "type"),
    "no list": ("{}", "FlowFileInfos", "required"),
    "null list": ('{"FlowFileInfos": null}', "FlowFileInfos", "required"),
    "object for list": ('{"FlowFileInfos": {"a": 1}}', "FlowFileInfos", "type"),
    "none": ('{"FlowFileInfos": []}', "FlowFileInfos", "too_few"),
    "one": ('{"FlowFileInfos": [1]}', "FlowFileInfos", "too_few"),
    "fifty-one": (orjson.dumps(payload(51)).decode(), "FlowFileInfos", "too_many"),
    "11 MB": (orjson.dumps(payload(Text="x" * 11 * 2**20)).decode(), "$", "size"),
}
GOOD = {
    "two": payload(2),
    "fifty": payload(50),
    "9 MB": payload(Text="x" * 9 * 2**20),
    "9 MB in three-byte characters": payload(Text="合" * 3 * 2**20),
}
ADD = "INSERT INTO flowgroup.jobs (payload) VALUES ($1::text::jsonb) RETURNING id"
MEND = """
INSERT INTO flowgroup.jobs (dedupe_key, payload) VALUES ('key', $1::text::jsonb)
ON CONFLICT (account, dedupe_key) DO UPDATE SET payload = excluded.payload WHERE jobs.status = 'invalid'"""


async def only(connection: asyncpg.Connection) -> asyncpg.Record:
    [row] = await connection.fetch("SELECT * FROM flowgroup.jobs")
    return row


@pytest.mark.parametrize("name", FAULTY)
async def test_a_faulty_shape_is_invalid(connection: asyncpg.Connection, name: str) -> None:
    """A payload that cannot be a contract group is invalid at once, with path, rule and both messages."""
    text, path, rule = FAULTY[name]
    await connection.execute(ADD, text)
    row = await only(connection)
    [fault] = orjson.loads(row["errors"])

    assert ("invalid", path, rule) == (row["status"], fault["path"], fault["rule"])
    assert {"path", "rule", "message", "message_zh"} == set(fault)
    assert fault["message"].isascii()
    assert not fault["message_zh"].isascii()
    assert row["finished_at"]


@pytest.mark.parametrize("name", GOOD)
async def test_a_good_shape_waits(connection: asyncpg.Connection, name: str) -> None:
    """A payload of 2 to 50 contracts below 10 MB waits, and its contracts are counted."""
    await connection.execute(ADD, orjson.dumps(GOOD[name]).decode())
    row = await only(connection)

    assert ("pending", None) == (row["status"], row["errors"])
    assert (50 if name == "fifty" else 2) == row["contracts"]


async def test_a_payload_alone_is_enough(connection: asyncpg.Connection) -> None:
    """An INSERT of the payload alone makes a row that is due now, of the account default."""
    await connection.execute(ADD, orjson.dumps(payload()).decode())
    row = await only(connection)

    assert ("pending", "default", 0, 12, 0, 0, None) == tuple(
        row[name]
        for name in (
            "status",
            "account",
            "priority",
            "max_attempts",
            "attempts",
            "attempt_no",
            "send_before",
        )
    )
    assert row["created_at"] == row["run_after"] == row["updated_at"]


async def test_a_bad_row_stops_no_others(connection: asyncpg.Connection) -> None:
    """One bad row among three good ones ends invalid while the statement goes through."""
    texts = [orjson.dumps(payload()).decode()] * 3 + ["[]"]
    await connection.execute(
        "INSERT INTO flowgroup.jobs (payload) SELECT t::jsonb FROM unnest($1::text[]) AS t", texts
    )
    rows = await connection.fetch("SELECT status FROM flowgroup.jobs ORDER BY id")

    assert ["pending"] * 3 + ["invalid"] == [row["status"] for row in rows]


async def test_copy_works(connection: asyncpg.Connection) -> None:
    """COPY enqueues like INSERT: good rows wait, bad ones are invalid."""
    good = orjson.dumps(payload()).decode()
    await connection.copy_records_to_table(
        "jobs",
        schema_name="flowgroup",
        columns=["account", "payload"],
        records=[("copied", good), ("copied", "{}"), ("copied", good)],
    )
    rows = await connection.fetch("SELECT status FROM flowgroup.jobs ORDER BY id")

    assert ["pending", "invalid", "pending"] == [row["status"] for row in rows]


async def test_a_mended_row_waits_again(connection: asyncpg.Connection) -> None:
    """Running the enqueuer again with a mended payload makes an invalid row wait."""
    await connection.execute(MEND, "{}")
    invalid = (await only(connection))["status"]
    await connection.execute(MEND, orjson.dumps(payload(3)).decode())
    row = await only(connection)

    assert "invalid" == invalid
    assert ("pending", None, None, 3) == tuple(
        row[name] for name in ("status", "errors", "finished_at", "contracts")
    )


async def test_a_mend_that_is_none(connection: asyncpg.Connection) -> None:
    """A changed payload that is still faulty stays invalid, with its new fault."""
    await connection.execute(MEND, "{}")
    await connection.execute(MEND, '{"FlowFileInfos": [1]}')
    row = await only(connection)

    assert ("invalid", "too_few") == (row["status"], orjson.loads(row["errors"])[0]["rule"])


async def test_a_mend_leaves_good_rows(connection: asyncpg.Connection) -> None:
    """Running the enqueuer again changes no row that is not invalid."""
    await connection.execute(MEND, orjson.dumps(payload(3)).decode())
    before = await only(connection)
    await connection.execute(MEND, orjson.dumps(payload(4)).decode())

    assert before == await only(connection)


@pytest.mark.parametrize("status", ["sending", "succeeded", "failed", "in_doubt", "cancelled"])
async def test_a_used_payload_is_history(connection: asyncpg.Connection, status: str) -> None:
    """Changing the payload of a row that was sent or ended brings it back to nothing."""
    job_id = await insert_job(connection, status=status)
    await connection.execute("UPDATE flowgroup.jobs SET payload = '{}' WHERE id = $1", job_id)

    assert status == (await only(connection))["status"]


async def test_one_notify_per_statement(connection: asyncpg.Connection, database_url: str) -> None:
    """A statement with a thousand rows notifies once, and so does each after it."""
    heard: asyncio.Queue[str] = asyncio.Queue()
    listener = await asyncpg.connect(database_url)
    await listener.add_listener("flowgroup_jobs", lambda *message: heard.put_nowait(message[3]))
    await listener.add_listener("end", lambda *_: heard.put_nowait("end"))
    for _ in range(2):
        await connection.execute(
            "INSERT INTO flowgroup.jobs (payload)"
            """ SELECT '{"FlowFileInfos": [1, 2]}' FROM generate_series(1, 1000)"""
        )
    await connection.execute("NOTIFY \"end\", 'end'")

    assert ["", "", "end"] == [await heard.get() for _ in range(3)]
    await listener.close()


async def test_accounts_turn_up(connection: asyncpg.Connection, store: Store) -> None:
    """Accounts are those with a waiting row, each once; a paused one without rows is nobody's business."""
    await connection.execute("SELECT flowgroup.pause('idle', NULL, 'stop')")
    await connection.execute(
        "INSERT INTO flowgroup.jobs (account, payload) SELECT a, $1::text::jsonb FROM unnest("
        "'{new,new,other}'::text[]) AS a",
        orjson.dumps(payload()).decode(),
    )

    assert ["new", "other"] == await store.accounts()


@pytest.mark.parametrize("account", ["*", ""])
async def test_no_account(connection: asyncpg.Connection, account: str) -> None:
    """A row for all accounts, or for none, is invalid: no worker could serve it."""
    await connection.execute(
        "INSERT INTO flowgroup.jobs (account, payload) VALUES ($1, $2::text::jsonb)",
        account,
        orjson.dumps(payload()).decode(),
    )
    row = await only(connection)

    assert "invalid" == row["status"]
    assert "account" == orjson.loads(row["errors"])[0]["path"]


async def test_an_enqueuer_needs_no_more_than_insert(
    connection: asyncpg.Connection,
) -> None:
    """A role that may only insert jobs can enqueue for a new account."""
    await connection.execute(
        "BEGIN; CREATE ROLE flowgroup_test_enqueuer; GRANT USAGE ON SCHEMA flowgroup TO flowgroup_test_enqueuer;"
        " GRANT INSERT ON flowgroup.jobs TO flowgroup_test_enqueuer; SET LOCAL ROLE flowgroup_test_enqueuer"
    )
    await connection.execute(
        "INSERT INTO flowgroup.jobs (account, payload) VALUES ('new', '{}'), ('new', '{\"FlowFileInfos\": [1, 2]}')"
    )
    await connection.execute("RESET ROLE")
    rows = await connection.fetch("SELECT status FROM flowgroup.jobs ORDER BY id")
    await connection.execute("ROLLBACK")

    assert ["invalid", "pending"] == [row["status"] for row in rows]


async def test_a_used_key_is_ignored_on_request(connection: asyncpg.Connection) -> None:
    """A dedupe_key counts per account over live and finished rows, so that ON CONFLICT DO NOTHING works."""
    sql = """
    INSERT INTO flowgroup.jobs (account, dedupe_key, payload) VALUES ($1, 'k', '{"FlowFileInfos": [1, 2]}')
    ON CONFLICT DO NOTHING"""
    await insert_job(connection, status="succeeded", dedupe_key="k")

    assert "INSERT 0 0" == await connection.execute(sql, "default")
    assert "INSERT 0 1" == await connection.execute(sql, "other")
    with pytest.raises(asyncpg.UniqueViolationError, match="jobs_dedupe_key"):
        await insert_job(connection, dedupe_key="k")
