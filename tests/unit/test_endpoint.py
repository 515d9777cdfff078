"""Which addresses may be called."""

import pytest

from worker.endpoint import EndpointError
from worker.tencent.client import TencentClient


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "essbasic.tencentcloudapi.com",
        "ftp://essbasic.tencentcloudapi.com",
        "https://",
        "https://h:port",
        "https://h/path",
        "https://h?a=b",
        "https://user:password@h",
        "http://essbasic.tencentcloudapi.com",
        "http://10.0.0.1:80",
        "http://127.0.0.1.example.com",
    ],
)
def test_an_unfit_endpoint_is_refused_in_one_line(endpoint: str) -> None:
    """Anything but https, or plain http to a loopback host, is an error of one line."""
    with pytest.raises(EndpointError) as caught:
        TencentClient(endpoint, request_timeout=30)

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("endpoint", "host"),
    [
        ("https://essbasic.tencentcloudapi.com", "essbasic.tencentcloudapi.com"),
        ("https://essbasic.tencentcloudapi.com:443/", "essbasic.tencentcloudapi.com"),
        ("https://h:8443", "h:8443"),
        ("http://localhost:8080", "localhost:8080"),
        ("http://[::1]:8080", "[::1]:8080"),
        ("http://127.9.9.9", "127.9.9.9"),
    ],
)
def test_the_host_is_the_one_on_the_wire(endpoint: str, host: str) -> None:
    """The signed host leaves out the scheme's own port, as HTTP clients send it."""
    assert host == TencentClient(endpoint, request_timeout=30).host
