"""Which addresses may be called."""

from ipaddress import ip_address

from yarl import URL

from worker.errors import SettingsError


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
        message = "The endpoint is no https://host[:port]: correct FLOWGROUP_ENDPOINT."
        raise EndpointError(message)
    if url.scheme == "http" and not _is_loopback(url.host or ""):
        message = (
            "The endpoint would send contracts in the clear: use https (http is for loopback only)."
        )
        raise EndpointError(message)
    return url


def _origin(endpoint: str) -> URL | None:
    try:
        url = URL(endpoint)
        return url if url.host and url == url.origin() else None
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
