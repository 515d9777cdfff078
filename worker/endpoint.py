"""Which addresses may be called, and which may be listened on."""

from ipaddress import ip_address
from typing import Final

from yarl import URL

from worker.bilingual import both
from worker.errors import SettingsError

TEST_ENDPOINT: Final = "https://essbasic.test.ess.tencent.cn"
FILE_ENDPOINT: Final = "https://file.ess.tencent.cn"
TEST_FILE_ENDPOINT: Final = "https://file.test.ess.tencent.cn"
_MOST_PORT: Final = 65_535


class EndpointError(SettingsError):
    """The endpoint cannot be used."""


def parse(endpoint: str) -> URL:
    """The endpoint as a URL.

    Args:
        endpoint: ``https://host[:port]``; plain http is for loopback hosts only.

    Raises:
        EndpointError: It is no such URL, or would send contracts in the clear.
    """
    url = _origin(endpoint)
    if url is None or url.scheme not in {"http", "https"}:
        # Not echoed: it may hold a password.
        message = both(
            "The endpoint is no https://host[:port]: correct it.",
            "接口地址不符合 https://host[:port] 的格式，请更正。",
        )
        raise EndpointError(message)
    if url.scheme == "http" and not is_loopback(url.host or ""):
        message = both(
            "The endpoint would send contracts in the clear: use https (http is for loopback only).",
            "该接口地址会明文传输合同：请使用 https（http 仅限本机回环地址）。",
        )
        raise EndpointError(message)
    return url


def file_endpoint(endpoint: str, chosen: str) -> str:
    """Where files are uploaded to: the host of the environment that the endpoint belongs to.

    A file for the test host, or for an API on this machine, never reaches the production host.

    Args:
        endpoint: FLOWGROUP_ENDPOINT.
        chosen: FLOWGROUP_FILE_ENDPOINT; the production host is its default.

    Raises:
        ValueError: The two belong to different environments.
    """
    if chosen == FILE_ENDPOINT and is_loopback(URL(endpoint).host or ""):
        return endpoint
    if chosen == FILE_ENDPOINT and endpoint == TEST_ENDPOINT:
        return TEST_FILE_ENDPOINT
    if chosen == TEST_FILE_ENDPOINT and endpoint != TEST_ENDPOINT:
        message = both(
            f"it belongs to {TEST_ENDPOINT}, and keys and files to one environment",
            f"它属于 {TEST_ENDPOINT}，密钥和文件须属于同一环境",
        )
        raise ValueError(message)
    return chosen


def listening(address: str) -> tuple[str, int]:
    """Host and port of ``host:port``; the host of IPv6 in brackets.

    Raises:
        ValueError: It is none; port 0 takes a free one.
    """
    host, separator, port = address.rpartition(":")
    host = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    whole = bool(host and separator) and port.isascii() and port.isdecimal()
    strange = not host.isprintable() or any(mark in host for mark in " []")
    if (
        strange
        or not whole
        or int(port) > _MOST_PORT
        or (":" in host and not address.startswith("["))
    ):
        message = both(
            "it needs the form host:port, such as 127.0.0.1:9464",
            "格式应为 host:port，例如 127.0.0.1:9464",
        )
        raise ValueError(message)
    return host, int(port)


def _origin(endpoint: str) -> URL | None:
    try:
        url = URL(endpoint)
        return url if url.host and url == url.origin() else None
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    """Whether only this machine has the address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
