"""Whose key signs, and that it is never shown."""

from pathlib import Path

import pytest

from worker.tencent.credentials import Credential, CredentialError, load

PAIR = {"TENCENTCLOUD_SECRET_ID": "AKIDenv", "TENCENTCLOUD_SECRET_KEY": "keyenv"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder with two profiles, one of them complete."""
    _write(
        tmp_path,
        b"[default]\nsecret_id = AKIDfile\nsecret_key=key%file\n"
        b'[shop]\nsecret_id="AKIDshop"\nsecret_key="keyshop"\ntoken=t\nregion=ap-guangzhou\n'
        b"[half]\nsecret_id=AKIDhalf\n",
    )
    return tmp_path


def _write(home: Path, content: bytes) -> None:
    folder = home / ".tencentcloud"
    folder.mkdir(exist_ok=True)
    (folder / "credentials").write_bytes(content)


def test_the_environment_serves_the_default_account(home: Path) -> None:
    """Environment variables come before the file, with token and region."""
    environ = PAIR | {"TENCENTCLOUD_TOKEN": "tok", "TENCENTCLOUD_REGION": "ap-beijing"}

    assert Credential("AKIDenv", "keyenv", "tok", "ap-beijing") == load("default", environ, home)


@pytest.mark.parametrize(
    "environ", [{}, dict.fromkeys(PAIR, ""), {"TENCENTCLOUD_REGION": "ap-beijing"}]
)
def test_without_an_environment_the_default_profile_serves(
    environ: dict[str, str], home: Path
) -> None:
    """Unset and empty variables lead to the file's section [default]; % is an ordinary sign."""
    assert Credential("AKIDfile", "key%file") == load("default", environ, home)


def test_another_account_never_takes_the_environment(home: Path) -> None:
    """Account X is served by section [X] alone."""
    assert Credential("AKIDshop", "keyshop", "t", "ap-guangzhou") == load("shop", PAIR, home)
    assert load("absent", PAIR, home) is None


def test_no_file_is_no_credential(tmp_path: Path) -> None:
    """Without a file there is none, and no error."""
    assert load("default", {}, tmp_path) is None


@pytest.mark.parametrize("name", sorted(PAIR))
def test_half_a_pair_in_the_environment_is_an_error(name: str, home: Path) -> None:
    """One variable of the two is a mistake, not a reason to take another key."""
    with pytest.raises(CredentialError, match="set both secret_id and secret_key"):
        load("default", {name: "x"}, home)


def test_half_a_pair_in_the_file_is_an_error(home: Path) -> None:
    """A section without a secret_key says so in one line."""
    with pytest.raises(CredentialError, match=r"section \[half\].* lacks the secret_key"):
        load("half", {}, home)


@pytest.mark.parametrize("value", ["a key", "a\nkey", "schlüssel"])
def test_a_value_that_no_header_takes_is_an_error(value: str, tmp_path: Path) -> None:
    """Blanks and characters outside ASCII are named without being shown."""
    with pytest.raises(CredentialError, match="copy it again") as caught:
        load("default", PAIR | {"TENCENTCLOUD_SECRET_KEY": value}, tmp_path)

    assert value not in str(caught.value)


@pytest.mark.parametrize("content", [b"secret_id=AKIDfile\n", b"[default]\n\xff\n", b"[a]\n[a]\n"])
def test_an_unreadable_file_is_an_error_that_quotes_nothing(content: bytes, tmp_path: Path) -> None:
    """A file that is no INI is one line without any of its content."""
    _write(tmp_path, content)

    with pytest.raises(CredentialError) as caught:
        load("default", {}, tmp_path)

    assert "AKID" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_file_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    """A folder in the file's place is named with what to do."""
    (tmp_path / ".tencentcloud" / "credentials").mkdir(parents=True)

    with pytest.raises(CredentialError, match="IsADirectoryError"):
        load("default", {}, tmp_path)


def test_a_credential_hides_its_secrets() -> None:
    """Neither id, key nor token is in the repr; the fingerprint stands for them."""
    credential = Credential("AKIDshown", "keyshown", "tokenshown", "ap-beijing")

    assert f"Credential(key_fingerprint='{credential.key_fingerprint}', region='ap-beijing')" == (
        repr(credential)
    )
    assert 16 == len(credential.key_fingerprint)
    assert "shown" not in repr(credential)
