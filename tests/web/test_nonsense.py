"""Nonsense from a visitor is told to that visitor; it is neither a defect of the page nor a fault of the database."""

import asyncio
from contextlib import closing

import aiohttp
import pytest

from tests.support.visits import visiting
from tests.support.web import Web, web
from worker.events import Defect

FORM = "application/x-www-form-urlencoded"
TOO_LONG = "9" * 5000


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/jobs/{TOO_LONG}", 404),
        (f"/jobs?before={TOO_LONG}", 400),
        (f"/jobs?text={TOO_LONG}", 200),
        ("/jobs?text=%00", 400),
        ("/jobs?batch=a%00b", 400),
        ("/export?text=%00", 400),
        ("/export?status=nope", 400),
        ("/jobs?text=%FF%ED%A0%80", 200),
        ("/jobs?text=%E2%80%AE", 200),
    ],
)
async def test_an_address(database_url: str, path: str, status: int) -> None:
    """Ids that are no numbers, NULs, and bytes that are no UTF-8 get an answer that blames nobody else."""
    async with visiting(database_url) as visitor:
        answered, text = await visitor.get(path)

        assert status == answered
        assert "does not answer. Start it" not in text
        assert [] == visitor.page.seen.of(Defect)


@pytest.mark.parametrize("field", ["newer", "older"])
async def test_an_age_that_is_none(database_url: str, field: str) -> None:
    """What was typed is told in the page's words; a visitor knows no option of a command."""
    async with visiting(database_url) as visitor:
        status, text = await visitor.get(f"/jobs?{field}=soon")

        assert 400 == status
        assert "soon is no age" in text
        assert f"--{field}" not in text


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (f"{FORM}; charset=nonsense", b"a=b"),
        (f"{FORM}; charset=utf-16", b"a=b"),
        (FORM, b"\xff\xfe="),
        (FORM, b"csrf=%00"),
        ("multipart/form-data", b"a=b"),
        ("multipart/form-data; boundary=x", b"--x\r\nbad\r"),
    ],
)
async def test_a_form(database_url: str, kind: str, body: bytes) -> None:
    """A body that is no form is refused in both languages."""
    async with visiting(database_url) as visitor:
        headers = {"Content-Type": kind}
        async with visitor.session.post(
            visitor.address("/prefs"), data=body, headers=headers
        ) as reply:
            text = await reply.text()

            assert 400 == reply.status
            assert "no form of this page" in text
            assert "请返回" in text
            assert [] == visitor.page.seen.of(Defect)


@pytest.mark.parametrize(
    ("path", "english", "chinese"),
    [
        ("/nowhere", "404: The address may be mistyped", "404: 地址可能有误"),
        ("/live/nowhere", "404: The address", "404: 地址"),
        ("/live/jobs?ids=x", "400: The request was not understood", "400: 无法理解该请求"),
        ("/export?status=none", "There is no status none.", "没有状态 none。"),
        ("/act?action=retry", "Reading only", "只读"),
    ],
)
async def test_an_error_speaks_both_languages(
    database_url: str, path: str, english: str, chinese: str
) -> None:
    """A script is told in both languages on one line, a person by a page in the own one."""
    async with visiting(database_url) as visitor:
        _, line = await visitor.get(path, Accept="*/*")
        _, page = await visitor.get(path, **{"Accept-Language": "zh-CN"})

    assert english in line
    assert chinese in line
    assert 1 == line.count("\n")
    assert chinese.rpartition(": ")[2] in page
    assert english not in page
    assert '<html lang="zh-CN"' in page


async def test_an_export_that_the_database_does_not_answer() -> None:
    """Without a database an export is an answer that says so, not a file that looks whole."""
    async with visiting("postgresql://127.0.0.1:1/none") as visitor:
        status, text = await visitor.get("/export?batch=b")

        assert 503 == status
        assert "does not answer" in text
        assert [] == visitor.page.seen.of(Defect)


async def healthy(page: Web) -> None:
    """Ask until somebody answers."""
    while True:
        try:
            assert 200 == (await page.get("/healthz"))[0]
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0)
        else:
            return


async def test_idle_visitors_leave_the_worker_its_files(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who connects beyond what the worker can spare is sent away, and told of once; one that leaves makes room."""
    monkeypatch.setattr("worker.ops.web.server.most_visitors", lambda: 3)
    async with web(database_url) as page:
        idle = [await asyncio.open_connection("127.0.0.1", page.server.port) for _ in range(3)]
        for _ in range(2):
            reader, writer = await asyncio.open_connection("127.0.0.1", page.server.port)
            with closing(writer):
                assert b"" == await reader.read()
        for _, writer in idle:
            writer.close()
        await healthy(page)

        assert [("http", "TooManyConnections")] == [
            (event.where, event.error) for event in page.seen.of(Defect)
        ]
