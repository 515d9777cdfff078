"""Where files go: never to another environment than the calls that name them."""

import pytest

from worker.endpoint import FILE_ENDPOINT, TEST_ENDPOINT, TEST_FILE_ENDPOINT
from worker.errors import SettingsError
from worker.settings import Settings, load_settings

PRODUCTION = "https://essbasic.tencentcloudapi.com"


@pytest.mark.parametrize(
    ("endpoint", "files"),
    [
        (PRODUCTION, FILE_ENDPOINT),
        ("https://essbasic.ap-guangzhou.tencentcloudapi.com", FILE_ENDPOINT),
        (TEST_ENDPOINT, TEST_FILE_ENDPOINT),
        ("http://127.0.0.1:8720", "http://127.0.0.1:8720"),
        ("http://[::1]:8720", "http://[::1]:8720"),
        ("https://localhost:8720", "https://localhost:8720"),
    ],
)
def test_left_alone_it_follows_the_endpoint(endpoint: str, files: str) -> None:
    """A file of a test, or of a demo on this machine, never reaches the production host."""
    assert files == Settings(endpoint=endpoint).file_endpoint
    assert files == Settings(endpoint=endpoint, file_endpoint=FILE_ENDPOINT).file_endpoint


def test_another_host_can_be_named() -> None:
    """A host of one's own is taken as it is, without the last slash."""
    settings = Settings(endpoint="http://127.0.0.1:1", file_endpoint="http://127.0.0.1:2/")

    assert "http://127.0.0.1:2" == settings.file_endpoint


@pytest.mark.parametrize(
    "value", [TEST_FILE_ENDPOINT, "http://file.ess.tencent.cn", "file.ess.tencent.cn", ""]
)
def test_an_unfit_file_endpoint_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test host beside the production endpoint, or what no file may be sent to, is told in one line."""
    monkeypatch.setenv("FLOWGROUP_FILE_ENDPOINT", value)
    with pytest.raises(
        SettingsError, match=r"^FLOWGROUP_FILE_ENDPOINT cannot be used: .*\. ｜ .*。$"
    ):
        load_settings()


def test_an_empty_root_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Left empty there are no files; a home folder's tilde is understood."""
    monkeypatch.setenv("FLOWGROUP_FILES_ROOT", "")
    assert load_settings().files_root is None

    monkeypatch.setenv("FLOWGROUP_FILES_ROOT", "~/contracts")
    root = load_settings().files_root
    assert root is not None
    assert root.is_absolute()
