"""The HTTP server asks for a token where one is set."""

from typing import Any

import pytest

from tests.support.web import web
from worker.events import Defect

TOKENS: dict[str, Any] = {"http_token": "read-me", "http_steer_token": "steer-me"}


@pytest.mark.parametrize("path", ["/metrics", "/", "/nothing", "//healthz", "/healthz/../metrics"])
async def test_everything_but_health_needs_the_token(database_url: str, path: str) -> None:
    """With a read token nothing else is answered without it, in both languages; not even what is not there."""
    async with web(database_url, **TOKENS) as page:
        status, text = await page.get(path)
        wrong, _ = await page.get(path, "steer-m")

    assert (401, 401) == (status, wrong)
    assert "需要令牌" in text
    assert "token is needed" in text


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_health_needs_none(database_url: str, path: str) -> None:
    """Who only asks whether it lives needs no secret."""
    async with web(database_url, **TOKENS) as page:
        assert 200 == (await page.get(path))[0]


@pytest.mark.parametrize("token", TOKENS.values())
async def test_either_token_reads(database_url: str, token: str) -> None:
    """The token for steering reads too."""
    async with web(database_url, **TOKENS) as page:
        status, text = await page.get("/metrics", token)

    assert 200 == status
    assert "flowgroup_build_info" in text
    assert token not in text


async def test_a_page_that_fails_says_nothing_of_why(
    database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A defect is an event with the error's type, and a 500 that points to the log; no message, no traceback."""

    async def fail(_: object) -> None:
        msg = "13800138000 张三"
        raise ValueError(msg)

    monkeypatch.setattr("worker.ops.web.ready.Readiness.fault", fail)
    async with web(database_url) as page:
        status, text = await page.get("/readyz")

    assert (500, True) == (status, text.startswith("500: a defect; the worker's log names it."))
    assert "张三" not in text
    assert [("http", "ValueError")] == [(e.where, e.error) for e in page.seen.of(Defect)]
    assert [] == caplog.records
