"""A deed is shown first, takes a reason, and stands in the audit table."""

from datetime import timedelta

import asyncpg
import pytest

from tests.support.factories import insert_job
from tests.support.visits import visiting

AUDIT = "SELECT action, job_id, account, reason FROM flowgroup.audit ORDER BY id"


@pytest.fixture
async def three(connection: asyncpg.Connection) -> list[int]:
    """Insert three failed rows and one that succeeded."""
    await insert_job(connection, status="succeeded", batch="b")
    return [await insert_job(connection, status="failed", batch="b") for _ in range(3)]


async def test_retry_all_that_match(
    database_url: str, connection: asyncpg.Connection, three: list[int]
) -> None:
    """The look counts and changes nothing; with a reason the rows wait again, and each has its line of audit."""
    async with visiting(database_url, http_steer_token="steer-me") as visitor:
        await visitor.sign_in("steer-me")
        _, html = await visitor.get("/act?action=retry&status=failed&batch=b")

        assert "3 rows (6 contracts) would go back into the line." in html
        assert 3 == await connection.fetchval(
            "SELECT count(*) FROM flowgroup.jobs WHERE status = 'failed'"
        )

        fields = {"action": "retry", "status": "failed", "batch": "b", "free": "3"}
        missing, _ = await visitor.post("/act", "/", **fields, reason=" ")
        status, html = await visitor.post("/act", "/", **fields, reason="mended upstream")

    assert (400, 200) == (missing, status)
    assert "3 rows waiting again." in html
    rows = await connection.fetch(AUDIT)
    assert [("retry", row, "mended upstream (page)") for row in three] == [
        (r["action"], r["job_id"], r["reason"]) for r in rows
    ]


async def test_more_than_was_shown_is_shown_again(
    database_url: str, connection: asyncpg.Connection, three: list[int]
) -> None:
    """Where more rows match by then than a person saw, nothing is done and the look is shown anew."""
    async with visiting(database_url, http_steer_token="steer-me") as visitor:
        await visitor.sign_in("steer-me")
        fields = {
            "action": "retry",
            "status": "failed",
            "batch": "b",
            "free": "2",
            "reason": "because",
        }
        status, html = await visitor.post("/act", "/", **fields)

    assert 409 == status
    assert "More rows match now" in html
    assert [] == await connection.fetch(AUDIT)
    assert len(three) == await connection.fetchval(
        "SELECT count(*) FROM flowgroup.jobs WHERE status = 'failed'"
    )


@pytest.mark.parametrize(
    ("fields", "sql"),
    [
        (
            {"action": "pause", "account": "a", "until": "+2h"},
            "SELECT paused_until > now() + interval '1 hour' FROM flowgroup.accounts WHERE account = 'a'",
        ),
        (
            {"action": "pause", "account": "*"},
            "SELECT paused_since IS NOT NULL FROM flowgroup.accounts WHERE account = '*'",
        ),
        (
            {"action": "resume", "account": "held"},
            "SELECT paused_since IS NULL FROM flowgroup.accounts WHERE account = 'held'",
        ),
        (
            {"action": "hold", "batch": "b"},
            "SELECT true FROM flowgroup.held_batches WHERE batch = 'b'",
        ),
        (
            {"action": "release", "batch": "was-held"},
            "SELECT NOT EXISTS (SELECT FROM flowgroup.held_batches WHERE batch = 'was-held')",
        ),
    ],
    ids=lambda value: value["action"] if isinstance(value, dict) else "",
)
async def test_accounts_and_batches(
    database_url: str, connection: asyncpg.Connection, fields: dict[str, str], sql: str
) -> None:
    """Pause, resume, hold and release do what the commands do, with the reason."""
    await connection.execute(
        "SELECT flowgroup.pause('held', NULL, 'x'), flowgroup.hold('was-held', 'x')"
    )
    async with visiting(database_url, http_steer_token="steer-me") as visitor:
        await visitor.sign_in("steer-me")
        status, _ = await visitor.post("/act", "/", **fields, reason="because")

    assert 200 == status
    assert await connection.fetchval(sql)
    assert "because (page)" == (await connection.fetch(AUDIT))[-1]["reason"]


async def test_verdicts(database_url: str, connection: asyncpg.Connection) -> None:
    """Created takes the id that was found; not_created is offered, and taken, only 15 minutes after signing."""
    young = await insert_job(connection, status="in_doubt", aged=timedelta(minutes=9))
    old = await insert_job(connection, status="in_doubt", aged=timedelta(minutes=16))
    found = await insert_job(connection, status="in_doubt", aged=timedelta(minutes=1))
    async with visiting(database_url, http_steer_token="steer-me") as visitor:
        await visitor.sign_in("steer-me")
        _, html = await visitor.get("/doubts")
        verdict = {"action": "resolve", "verdict": "not_created", "reason": "looked"}
        early, told = await visitor.post("/act", "/", **verdict, id=str(young))
        late, _ = await visitor.post("/act", "/", **verdict, id=str(old))
        created, _ = await visitor.post(
            "/act",
            "/",
            action="resolve",
            verdict="created",
            id=str(found),
            flow_group_id="yDw1",
            reason="seen",
        )

    assert f"id={old}&amp;verdict=not_created" in html
    assert f"id={young}&amp;verdict=not_created" not in html
    assert (409, 200, 200) == (early, late, created)
    assert "Too early" in told
    states = await connection.fetch("SELECT status FROM flowgroup.jobs ORDER BY id")
    assert ["in_doubt", "failed", "succeeded"] == [row["status"] for row in states]


@pytest.mark.parametrize(
    "query",
    [
        "action=retry",
        "action=retry&id=0",
        "action=retry&id=x",
        "action=resolve",
        "action=hold",
        "action=pause",
        "action=retry&newer=x",
    ],
)
async def test_what_names_nothing_is_refused(database_url: str, query: str) -> None:
    """A deed that names no row, account or batch is answered by a page that says so."""
    async with visiting(database_url, http_steer_token="steer-me") as visitor:
        await visitor.sign_in("steer-me")
        status, html = await visitor.get(f"/act?{query}")

        assert 400 == status
        assert "That cannot be done." in html
        assert 404 == (await visitor.get("/act?action=drop"))[0]


async def test_a_refusal_speaks_one_language(database_url: str) -> None:
    """What carries both languages is cut to the visitor's."""
    async with visiting(database_url, http_steer_token="steer-me", lang="zh-CN") as visitor:
        await visitor.sign_in("steer-me")
        for path in ("/jobs?newer=x", "/act?action=retry&newer=x"):
            status, html = await visitor.get(path)

            assert 400 == status
            assert " ｜ " not in html
