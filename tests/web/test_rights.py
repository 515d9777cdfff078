"""Reading and steering are separate rights; every form is the visitor's own."""

import aiohttp
import asyncpg
import pytest

from tests.support.factories import insert_job
from tests.support.visits import TOKENS, visiting

DEED = {"action": "hold", "batch": "b", "reason": "because"}


async def test_without_a_token_a_page_asks_for_it(database_url: str) -> None:
    """A visitor without a token sees the form for it in place of the page, and nothing else."""
    async with visiting(database_url, **TOKENS) as visitor:
        status, html = await visitor.get("/jobs?batch=b")

        assert 401 == status
        assert 'type="password"' in html
        assert 'value="/jobs?batch=b"' in html
        assert "<nav" not in html
        for path in ("/live/tonight", "/export", "/act?action=hold&batch=b"):
            assert 401 == (await visitor.get(path))[0]


@pytest.mark.parametrize(
    ("token", "status"), [("read-me", 303), ("steer-me", 303), ("other", 403), ("", 403)]
)
async def test_sign_in(database_url: str, token: str, status: int) -> None:
    """A token that opens nothing is refused; a session's cookie is for this site alone and no script's."""
    async with visiting(database_url, **TOKENS) as visitor:
        assert status == await visitor.sign_in(token)
        assert (200 if status == 303 else 401) == (await visitor.get("/"))[0]
        for cookie in visitor.session.cookie_jar:
            assert cookie["httponly"]
            assert "Strict" == cookie["samesite"]
            assert "me" not in cookie.value.split("-")


async def test_reading_does_not_steer(database_url: str, connection: asyncpg.Connection) -> None:
    """Who may only read sees no deed, and cannot do one."""
    await insert_job(connection, status="failed", batch="b")
    async with visiting(database_url, **TOKENS) as visitor:
        await visitor.sign_in("read-me")
        pages = [
            await visitor.get(path)
            for path in ("/", "/errors", "/jobs?batch=b", "/jobs/1", "/accounts")
        ]
        shown = await visitor.get("/act?action=hold&batch=b")
        done = await visitor.post("/act", "/", **DEED)

    assert all("/act?" not in html for _, html in pages)
    assert (403, 403) == (shown[0], done[0])
    assert 0 == await connection.fetchval("SELECT count(*) FROM flowgroup.audit")


async def test_without_a_steer_token_nobody_steers(database_url: str) -> None:
    """On loopback anybody reads; without a token for it nobody steers."""
    async with visiting(database_url) as visitor:
        assert 200 == (await visitor.get("/"))[0]
        assert 403 == await visitor.sign_in("anything")
        assert 403 == (await visitor.post("/act", "/", **DEED))[0]


@pytest.mark.parametrize("path", ["/act", "/login", "/logout", "/prefs"])
async def test_a_form_needs_its_token(database_url: str, path: str) -> None:
    """A POST without the form's token, with another visitor's, or without the cookie changes nothing."""
    async with visiting(database_url, **TOKENS) as visitor:
        await visitor.sign_in("steer-me")
        for csrf in ({}, {"csrf": "0" * 64}, {"csrf": "é"}):
            async with visitor.session.post(
                visitor.address(path), data={**DEED, **csrf}, allow_redirects=False
            ) as reply:
                assert 403 == reply.status
        async with (
            aiohttp.ClientSession() as other,
            other.post(
                visitor.address(path), data=DEED, headers={"Authorization": "Bearer steer-me"}
            ) as reply,
        ):
            assert 403 == reply.status


@pytest.mark.parametrize("cookie", ["steer.9999999999.x.00", "steer", "..", "é.1.2.3"])
async def test_a_made_up_session_opens_nothing(database_url: str, cookie: str) -> None:
    """A session's cookie that was not made here is none."""
    async with visiting(database_url, **TOKENS) as visitor:
        status, _ = await visitor.get("/", Cookie=f"flowgroup_session={cookie}")

    assert 401 == status


async def test_a_foreign_name_reads_nothing(database_url: str) -> None:
    """Where anybody may read, a page is served by this machine's own names alone."""
    async with visiting(database_url) as visitor:
        port = visitor.page.server.port
        for host, status in (
            ("evil.example", 421),
            (f"127.0.0.1.evil.example:{port}", 421),
            (f"localhost:{port}", 200),
            ("[::1]", 200),
        ):
            assert status == (await visitor.get("/", Host=host))[0], host


async def test_nobody_is_sent_away(database_url: str) -> None:
    """After a sign-in one lands on this page, whatever address was named."""
    async with visiting(database_url, **TOKENS) as visitor:
        for wanted in (
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
        ):
            _, html = await visitor.get("/login")
            csrf = html.partition('name="csrf" value="')[2].partition('"')[0]
            data = {"csrf": csrf, "token": "read-me", "wanted": wanted}
            async with visitor.session.post(
                visitor.address("/login"), data=data, allow_redirects=False
            ) as reply:
                assert "/" == reply.headers["Location"]
