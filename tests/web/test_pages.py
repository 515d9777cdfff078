"""Every page is served whole, told to keep to itself, and tells what it is for."""

from html.parser import HTMLParser

import asyncpg
import pytest

from tests.support.factories import insert_attempt, insert_job
from tests.support.night import Names, fill
from tests.support.visits import visiting
from worker.database import make_engine
from worker.ops.ask import ask

PAGES = (
    "/", "/errors", "/doubts", "/needs", "/jobs", "/accounts", "/workers", "/jobs/1", "/jobs/999999", "/login",
    "/jobs?status=failed&code=InternalError&newer=3d", "/jobs?before=20",
    "/errors?batch=onboarding", "/needs?kind=failed",
)  # fmt: skip
ACTS = (
    "action=retry&status=failed", "action=cancel&status=pending&batch=onboarding", "action=retry&id=1",
    "action=pause&account=default", "action=resume&account=*", "action=hold&batch=onboarding",
    "action=release&batch=onboarding", "action=resolve&id=1&verdict=created",
    "action=quota", "action=quota&account=default", "action=unset_quota&account=default",
)  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
async def test_every_page_is_served(
    database_url: str, connection: asyncpg.Connection, lang: str
) -> None:
    """Each page answers in both languages, whoever may steer, with every header that keeps it in."""
    await fill(connection)
    async with visiting(database_url, http_steer_token="steer-me", lang=lang) as visitor:
        await visitor.sign_in("steer-me")
        for path in (*PAGES, *(f"/act?{act}" for act in ACTS)):
            status, html = await visitor.get(path)

            assert (404 if path == "/jobs/999999" else 200) == status, path
            assert f'<html lang="{lang}"' in html
            assert " object at 0x" not in html, path

        async with visitor.session.get(visitor.address("/")) as reply:
            csp = reply.headers["Content-Security-Policy"]
            assert "default-src 'none'; script-src 'self'; style-src 'self'" in csp
            assert "frame-ancestors 'none'" in csp
            assert "unsafe" not in csp
            assert "no-store" == reply.headers["Cache-Control"]
            assert "nosniff" == reply.headers["X-Content-Type-Options"]
            assert "same-origin" == reply.headers["Referrer-Policy"]
        assert [] == visitor.page.seen.events


async def test_pages_of_an_empty_database(database_url: str) -> None:
    """Where there is nothing, each page says what to do."""
    async with visiting(database_url) as visitor:
        for path in ("/", "/errors", "/doubts", "/needs", "/jobs", "/accounts", "/workers"):
            assert 200 == (await visitor.get(path))[0], path
        _, html = await visitor.get("/")

        assert "Nothing was enqueued in the last 7 days." in html
        assert "INSERT INTO flowgroup.jobs" in html


XSS = "<img src=x onerror=alert(1)>\"'&{{7*7}}"


class _Tags(HTMLParser):
    """Collects what a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img" or any(name.startswith("on") or name == "style" for name, _ in attrs):
            self.bad.append(tag)
        if tag == "script" and not any(name == "src" for name, _ in attrs):
            self.bad.append("inline script")


async def test_a_script_in_every_name_is_inert(
    database_url: str, connection: asyncpg.Connection
) -> None:
    """Markup in batch, key, account, message, reason, worker and group name is text; nothing is inline."""
    batches = (f"a{XSS}", f"b{XSS}", f"c{XSS}", f"d{XSS}")
    await fill(connection, Names(batches, f"acc{XSS}", f"why{XSS}", f"msg{XSS}", f"w{XSS}"))
    await connection.execute(
        "UPDATE flowgroup.jobs SET payload = jsonb_set(payload, '{FlowGroupName}', to_jsonb($1::text)) WHERE id < 10",
        XSS,
    )
    doubt = await connection.fetchval(
        "SELECT min(id) FROM flowgroup.jobs WHERE status = 'in_doubt'"
    )
    async with visiting(database_url, http_steer_token="steer-me") as visitor:
        await visitor.sign_in("steer-me")
        paths = [*PAGES, f"/jobs/{doubt}", *(f"/act?{act}" for act in ACTS)]
        paths += [
            f"/jobs?text={XSS.replace('&', '%26').replace('<', '%3C')}",
            "/jobs?status=%3Cimg%3E",
        ]
        for path in paths:
            _, html = await visitor.get(path)
            parser = _Tags()
            parser.feed(html)

            assert [] == parser.bad, path
            assert "<img" not in html
            assert "49" not in html.partition("alert(1)")[2][:30]


async def test_no_page_names_a_person(database_url: str, connection: asyncpg.Connection) -> None:
    """What payloads and the API's messages say of people reaches no page: texts are shown as lengths."""
    await fill(connection)
    for table in ("attempts", "jobs"):
        await connection.execute(
            f"UPDATE flowgroup.{table} SET error_message = '张三 13800138000'"  # noqa: S608
            " WHERE error_code IS NOT NULL AND error_code NOT LIKE 'Worker.%'"
        )
    failed = await connection.fetchval(
        "SELECT id FROM flowgroup.jobs WHERE status = 'failed' AND error_message IS NOT NULL"
    )
    async with visiting(database_url) as visitor:
        assert f"flowgroup jobs show {failed}" in (await visitor.get(f"/jobs/{failed}"))[1]
        for path in (*PAGES, f"/jobs/{failed}", "/export?format=csv", "/export?format=jsonl"):
            _, html = await visitor.get(path)

            for name in ("张三", "李四", "13800138000", "13900139000", "zhangsan"):
                assert name not in html, path
        assert "FlowApprovers" in (await visitor.get("/jobs/1"))[1]


async def test_a_database_that_is_away(database_url: str, connection: asyncpg.Connection) -> None:
    """A page whose database does not answer says so and what to do, with 503."""
    await connection.execute("ALTER SCHEMA flowgroup RENAME TO elsewhere")
    try:
        async with visiting(database_url) as visitor:
            status, html = await visitor.get("/")
    finally:
        await connection.execute("ALTER SCHEMA elsewhere RENAME TO flowgroup")

    assert 503 == status
    assert "flowgroup migrate" in html


async def test_export(database_url: str, connection: asyncpg.Connection) -> None:
    """An export streams every row that matches, with a mark for spreadsheets and nothing that they would run."""
    await fill(connection, Names(batches=("=1+1", "b", "c", "d")))
    async with (
        visiting(database_url) as visitor,
        visitor.session.get(visitor.address("/export?batch=%3D1%2B1&status=succeeded")) as reply,
    ):
        body = await reply.read()

    assert body.startswith(b"\xef\xbb\xbfid,batch,")
    assert 105 == body.count(b"\r\n")
    assert b",'=1+1," in body
    assert "张三".encode() not in body


@pytest.mark.parametrize("mark", ["duplicate_risk", "second_groups"])
async def test_what_a_mark_narrows_is_only_looked_at(
    database_url: str, connection: asyncpg.Connection, mark: str
) -> None:
    """Deeds and exports on all that match know no marks: they would take other rows than the list shows."""
    await insert_job(connection, status="failed", duplicate_risk=True, second_groups=["g"])
    async with visiting(database_url, http_steer_token="steer-me") as visitor:
        await visitor.sign_in("steer-me")
        _, plain = await visitor.get("/jobs?status=failed")
        _, marked = await visitor.get(f"/jobs?status=failed&{mark}=1")

    assert [True, True] == [part in plain for part in ("action=retry", "/export?")]
    assert [False, False] == [part in marked for part in ("action=retry", "/export?")]


async def test_many_of_one_kind_hide_none_of_another(
    database_url: str, connection: asyncpg.Connection
) -> None:
    """Of each kind that needs a person some rows are there, however many of a graver kind there are."""
    for status in ("in_doubt", "invalid"):
        for _ in range(2):
            await insert_job(connection, status=status)
    engine = make_engine(database_url)
    rows = await ask(engine, "page_needs", {"most": 1})
    await engine.dispose()

    assert ["in_doubt", "invalid"] == [row["kind"] for row in rows]


async def test_a_group_of_an_older_call_is_evidence(
    database_url: str, connection: asyncpg.Connection
) -> None:
    """A row in doubt shows the FlowGroupId that another of its calls brought."""
    row = await insert_job(connection, status="in_doubt")
    await insert_attempt(connection, row, 9, outcome="created", flow_group_id="yDfound")
    async with visiting(database_url) as visitor:
        assert "yDfound" in (await visitor.get("/doubts"))[1]
