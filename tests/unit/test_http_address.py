"""Where the HTTP server may listen, and what its settings take."""

import asyncio
import socket

import pytest
from pydantic import ValidationError

from tests.support.workers import Seen
from worker.endpoint import is_loopback, listening
from worker.errors import FlowgroupError, SettingsError
from worker.ops.handbook import handbook
from worker.ops.web.serve import require_guarded, serving
from worker.settings import Settings

NOT_LOOPBACK = ("0.0.0.0:9464", "[::]:9464", "10.1.2.3:80", "worker.internal:9464")


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("127.0.0.1:9464", ("127.0.0.1", 9464)),
        ("[::1]:0", ("::1", 0)),
        ("localhost:65535", ("localhost", 65535)),
    ],
)
def test_an_address_is_host_and_port(address: str, parts: tuple[str, int]) -> None:
    """Names, IPv4, and IPv6 in brackets are taken; these are loopback."""
    assert parts == listening(address)
    assert is_loopback(parts[0])


@pytest.mark.parametrize(
    "address",
    ["9464", ":9464", "localhost", "h:65536", "::1:80", "h:+1", "[::1:80", "a b:80", "a\nb:80"],
)
def test_what_is_no_address_is_refused_with_the_form(address: str) -> None:
    """A mistyped address is told with what it should look like; no host never means every interface."""
    with pytest.raises(ValidationError, match=r"it needs the form host:port.*格式应为 host:port"):
        Settings(http=address)


@pytest.mark.parametrize("address", NOT_LOOPBACK)
@pytest.mark.parametrize(("lang", "word"), [("en", "set it, or listen on"), ("zh-CN", "请设置")])
def test_others_are_not_let_in_without_a_token(address: str, lang: str, word: str) -> None:
    """Where other machines can ask, a read token is a must; the line says so in the operator's language."""
    open_to_all = Settings.model_validate({"http": address, "lang": lang})

    with pytest.raises(SettingsError, match=word) as raised:
        require_guarded(open_to_all, {})

    assert "\n" not in str(raised.value)
    require_guarded(open_to_all.model_copy(update={"http_token": "t"}), {})


@pytest.mark.parametrize(("lang", "word"), [("en", "free the port"), ("zh-CN", "请释放该端口")])
async def test_a_port_in_use_is_one_clear_line(lang: str, word: str) -> None:
    """The worker does not start, and says which address, why, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        settings = Settings.model_validate(
            {"http": address, "lang": lang, "database_url": "postgresql:///x"}
        )
        with pytest.raises(FlowgroupError, match=word) as raised:
            async with serving(settings, {}, Seen(), sends=True):
                pytest.fail("it listens")

    assert address in str(raised.value)
    assert "\n" not in str(raised.value)
    assert 1 == len(asyncio.all_tasks())


@pytest.mark.parametrize("host", ["a" * 70, "a..b", "no-such-host.invalid"])
async def test_a_host_that_is_no_name_is_one_clear_line(host: str) -> None:
    """A host that nobody can look up is told like a port in use, and nothing is left running."""
    settings = Settings.model_validate(
        {"http": f"{host}:80", "http_token": "t", "database_url": "postgresql:///x"}
    )
    with pytest.raises(FlowgroupError, match="cannot be listened on") as raised:
        async with serving(settings, {}, Seen(), sends=True):
            pytest.fail("it listens")

    assert "\n" not in str(raised.value)
    assert 1 == len(asyncio.all_tasks())


async def test_nothing_is_served_unless_asked_for() -> None:
    """Without an address there is no server, and the watch takes events for nothing."""
    async with serving(Settings(), {}, Seen(), sends=True) as watch:
        assert not watch.refuses()
        assert 1 == len(asyncio.all_tasks())


def test_tokens_are_shown_nowhere() -> None:
    """A settings object that is printed, or the handbook, never holds a token."""
    settings = Settings.model_validate({"http_token": "hush", "http_steer_token": "hush"})

    assert "hush" not in repr(settings) + str(settings.model_dump())
    assert handbook()


def test_an_empty_token_is_none() -> None:
    """A variable that is set to nothing protects nothing, and is not taken for a token."""
    assert Settings.model_validate({"http_token": ""}).http_token is None
