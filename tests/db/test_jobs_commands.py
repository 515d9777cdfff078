"""`flowgroup jobs retry`, `cancel` and `resolve`: what they touch, ask, refuse and keep."""

from datetime import timedelta
from itertools import product

import asyncpg
import orjson
import pytest

from jobs.errors import lookup
from tests.support.factories import insert_attempt, insert_job
from tests.support.jobs_command import Desk
from tests.support.sender import Sender

STATES = ("pending", "sending", "succeeded", "failed", "invalid", "in_doubt", "cancelled")
FUNCTIONS = (
    ("retry(id, 'why', risk)", "retry_many(ARRAY[id], 'why', risk)"),
    ("cancel(id, 'why')", "cancel_many(ARRAY[id], 'why')"),
)
MINUTE = timedelta(minutes=1)
AUDIT = "SELECT action, job_id, reason, actor = session_user FROM flowgroup.audit ORDER BY id"


@pytest.fixture
def desk(database_url: str) -> Desk:
    """Return an operator's desk on the test's own database."""
    return Desk(database_url)


def status(desk: Desk, job_id: int) -> str:
    [[found]] = desk.fetch("SELECT status FROM flowgroup.jobs WHERE id = $1", job_id)
    return str(found)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("one", "many"), FUNCTIONS)
async def test_many_by_the_rules_of_one(sender: Sender, state: str, one: str, many: str) -> None:
    """The functions for many rows leave each row, and the audit table, as those for one row do."""
    for risk, known, including in product((False, True), repeat=3):
        singly, together = [
            await ended(sender, function, state, including, duplicate_risk=risk, known=known)
            for function in (one, many)
        ]

        assert singly == together


async def ended(
    sender: Sender, function: str, state: str, including: object, *, known: bool, **columns: object
) -> tuple[object, ...]:
    past = await sender.now() - MINUTE
    job_id = await insert_job(
        sender.connection, status=state, aged=MINUTE, deferrals=3, send_before=past, **columns
    )
    if known:
        await insert_attempt(sender.connection, job_id, 9, outcome="created")
    sql = f"SELECT flowgroup.{function} FROM (SELECT $1::bigint, $2::boolean) AS given (id, risk)"  # noqa: S608  a test's own words
    await sender.connection.fetch(sql, job_id, including)
    job = await sender.job(job_id)
    kept = "SELECT action, reason FROM flowgroup.audit WHERE job_id = $1"
    audit = [tuple(row) for row in await sender.connection.fetch(kept, job_id)]
    values = [job[name] for name in ("status", "attempts", "deferrals", "error_code")]
    nulls = [job[name] is None for name in ("finished_at", "send_before")]
    just_now = await sender.now() - MINUTE / 2
    fresh = [job[name] > just_now for name in ("updated_at", "run_after")]
    return (*audit, *values, *nulls, *fresh)


async def test_retry_of_many_wakes_the_workers(sender: Sender, database_url: str) -> None:
    """Workers hear of rows that wait again, once for one statement, and not when there are none."""
    heard: list[object] = []
    listener = await asyncpg.connect(database_url)
    await listener.add_listener("flowgroup_jobs", lambda *said: heard.append(said[2]))
    ids = [await insert_job(sender.connection, status="failed") for _ in range(3)]
    await listener.fetchval("SELECT 1")
    heard.clear()
    for _ in range(2):
        await sender.connection.fetch("SELECT flowgroup.retry_many($1, NULL)", ids)
    await listener.fetchval("SELECT 1")
    await listener.close()

    assert ["flowgroup_jobs"] == heard


def test_retry_touches_what_the_filter_names(desk: Desk) -> None:
    """A filter takes failed rows of that batch, code, account and age, sub-codes included."""
    mine = {"status": "failed", "batch": "b", "error_code": "InternalError.Db", "aged": 9 * MINUTE}
    other: list[dict[str, object]] = [
        {"batch": "c"},
        {"error_code": "InternalErrors"},
        {"account": "x"},
        {"aged": 3 * MINUTE},
        {"aged": 30 * MINUTE},
        {"status": "cancelled"},
    ]
    wanted = desk.insert(**mine)
    for change in other:
        desk.insert(**{**mine, **change})
    filters = "--batch b --code InternalError --account default --older 5m --newer 20m"

    text = desk.says("jobs", "retry", *filters.split(), "--yes", "--reason", "mended")

    assert "1 row waiting again.\n" == text
    assert [("retry", wanted, "mended", True)] == desk.fetch(AUDIT)


def test_retry_leaves_risk_alone_and_says_how_many(desk: Desk) -> None:
    """Rows whose group may exist stay as they are, are counted, and go only when that is said."""
    risky = [desk.insert(status="failed", duplicate_risk=True) for _ in range(2)]
    desk.insert(status="failed")
    arguments = ("jobs", "retry", "--status", "failed", "--yes")

    text = desk.says(*arguments)
    assert f"left alone: 2 rows ({risky[0]}, {risky[1]}) with duplicate_risk" in text

    assert "2 rows waiting again.\n" == desk.says(*arguments, "--including-duplicate-risk")


def test_a_known_group_is_never_sent_again(desk: Desk) -> None:
    """A row whose group is known to exist stays alone whatever is said."""
    job_id = desk.insert(status="cancelled")
    desk.on(lambda connection: insert_attempt(connection, job_id, 1, outcome="created"))

    result = desk.run("jobs", "retry", str(job_id), "--yes", "--including-duplicate-risk")

    assert 1 == result.exit_code
    assert "whose group is known to exist" in result.stdout
    assert "cancelled" == status(desk, job_id)


def test_cancel_by_ids_names_what_it_leaves(desk: Desk) -> None:
    """Named rows that do not wait, or do not exist, are named, and the exit code says so."""
    waiting, ended = desk.insert(), desk.insert(status="failed")

    result = desk.run("jobs", "cancel", str(waiting), str(ended), "999", "--yes")

    assert 1 == result.exit_code
    assert "1 row cancelled." in result.stdout
    assert f"1 row ({ended}), failed" in result.stdout
    assert "no such row: 999" in result.stdout
    assert "flowgroup: 2 of the 3 rows named were left alone.\n" == result.stderr


def test_the_cap_takes_the_lowest_ids(desk: Desk) -> None:
    """No more rows than --limit are touched, and what is left is told."""
    ids = [desk.insert() for _ in range(3)]

    text = desk.says("jobs", "cancel", "--status", "pending", "--limit", "2", "--yes")

    assert "2 rows cancelled.\nnot touched: 1 row beyond --limit; run it again for them\n" == text
    assert ["cancelled", "cancelled", "pending"] == [status(desk, job_id) for job_id in ids]


def test_many_rows_go_in_steps(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many rows there are, each is touched once, a few thousand by one statement."""
    monkeypatch.setattr("worker.ops.jobs.bulk.STEP", 2)
    ids = [desk.insert(status="failed") for _ in range(5)]

    text = desk.says("jobs", "retry", "--status", "failed", "--yes")

    assert "5 rows waiting again.\n" == text
    assert ids == [job_id for _, job_id, *_ in desk.fetch(AUDIT)]


def test_a_look_that_takes_too_long_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where too many rows match for one look, the command says so, and does not call the database away."""

    async def slow(*_: object) -> None:
        raise TimeoutError

    monkeypatch.setattr("worker.ops.jobs.many.look", slow)

    assert "more than 20 s. Narrow it" in desk.refuses("jobs", "retry", "--text", "a")


def test_nobody_to_ask(desk: Desk) -> None:
    """Without a terminal and without --yes nothing is touched, and one line says why."""
    job_id = desk.insert()

    line = desk.refuses("jobs", "cancel", str(job_id), code=2)

    assert "Nothing was changed: cancel of 1 row needs --yes" in line
    assert "pending" == status(desk, job_id)


@pytest.mark.parametrize(
    ("answer", "ends"), [("y\n", "cancelled"), ("n\n", "pending"), ("", "pending")]
)
def test_a_person_is_asked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, answer: str, ends: str
) -> None:
    """On a terminal the preview is shown first, and only a yes goes on."""
    job_id = desk.insert(error_code="ResourceInsufficient")
    monkeypatch.setattr("worker.ops.jobs.many._can_answer", lambda: True)

    result = desk.run("jobs", "cancel", str(job_id), answer=answer)

    assert "cancel: 1 row (2 contracts)" in result.stdout
    assert f"1 ResourceInsufficient: {lookup('ResourceInsufficient').meaning_en}" in result.stdout
    assert (ends, 0 if ends == "cancelled" else 1) == (status(desk, job_id), result.exit_code)


@pytest.mark.parametrize(
    "arguments",
    [
        ("retry",),
        ("cancel", "--yes"),
        ("retry", "1", "--batch", "b"),
        ("retry", "x"),
        ("cancel", "0"),
        ("retry", "--status", "in_doubt"),
        ("list", "--status", "lost"),
        ("list", "--older", "soon"),
        ("show", str(2**63)),
        ("resolve", "1", "created", "--reason", "seen"),
        ("resolve", "1", "not_created", "--flow-group-id", "g", "--reason", "seen"),
        ("resolve", "1", "created", "--flow-group-id", "g", "--reason", " "),
        ("resolve", "1", "not_created"),
        ("resolve", "not_created", "--reason", "seen"),
        ("resolve", "1", "2", "created", "--flow-group-id", "g", "--reason", "seen"),
        ("resolve", "created", "--batch", "b", "--flow-group-id", "g", "--reason", "seen"),
    ],
)
def test_wrong_usage_ends_2(desk: Desk, arguments: tuple[str, ...]) -> None:
    """What does not say which rows, or contradicts itself, is wrong usage."""
    assert desk.refuses("jobs", *arguments, code=2).startswith("flowgroup: ")


def test_json_counts(desk: Desk) -> None:
    """A script reads what was changed and what was left alone."""
    desk.insert(status="failed", batch="b", duplicate_risk=True)
    desk.insert(status="failed", batch="b")

    text = desk.says("jobs", "retry", "--batch", "b", "--yes", "--json")

    left = {
        "duplicate_risk": 1,
        "created": 0,
        "pruned": 0,
        "too_early": 0,
        "other_status": 0,
        "missing": 0,
    }
    assert {"action": "retry", "changed": 1, "left_alone": left, "beyond_limit": 0} == orjson.loads(
        text
    )
