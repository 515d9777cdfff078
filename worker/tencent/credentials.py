"""Whose key signs: the environment for account ``default``, else a profile file's section.

Source: the vendor SDK's EnvironmentVariableCredential and ProfileCredential.
"""

import hashlib
from collections.abc import Mapping
from configparser import ConfigParser
from configparser import Error as IniError
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from worker.bilingual import both, spoken
from worker.errors import SettingsError

ENVIRONMENT_ACCOUNT: Final = "default"
_ENVIRONMENT: Final = both(
    "the environment (TENCENTCLOUD_SECRET_ID, _SECRET_KEY)",
    "环境变量（TENCENTCLOUD_SECRET_ID、_SECRET_KEY）",
)
_FIELDS = ("secret_id", "secret_key", "token", "region")


class CredentialError(SettingsError):
    """A credential is there but cannot be used."""


@dataclass(frozen=True, slots=True, repr=False)
class Credential:
    """A calling key.

    Attributes:
        secret_id: SecretId.
        secret_key: SecretKey.
        token: Session token of a temporary key.
        region: Access region; the API works without one.
    """

    secret_id: str
    secret_key: str
    token: str | None = None
    region: str | None = None

    def __repr__(self) -> str:
        """Name the key by its fingerprint alone."""
        return f"Credential(key_fingerprint={self.key_fingerprint!r}, region={self.region!r})"

    @property
    def key_fingerprint(self) -> str:
        """Sixteen hex digits that stand for the SecretId where it must not be shown."""
        return hashlib.sha256(self.secret_id.encode()).hexdigest()[:16]


def load(account: str, environ: Mapping[str, str], home: Path) -> Credential | None:
    """The account's credential, or None where there is none.

    Args:
        account: ``default`` reads the environment first; account X reads only section ``[X]``.
        environ: The process's environment.
        home: The folder that holds ``.tencentcloud/credentials``.

    Raises:
        CredentialError: Half of the pair is missing, a value cannot be sent in a header, or
            the file cannot be read.
    """
    if account == ENVIRONMENT_ACCOUNT:
        values = {name: environ.get(f"TENCENTCLOUD_{name.upper()}", "") for name in _FIELDS}
        if values["secret_id"] or values["secret_key"]:
            return _credential(values, _ENVIRONMENT)
    path = home / ".tencentcloud" / "credentials"
    section = _section(path, account)
    return (
        _credential(section, both(f"section [{account}] of {path}", f"{path} 的 [{account}] 段"))
        if section
        else None
    )


def _section(path: Path, account: str) -> dict[str, str]:
    profiles = ConfigParser(interpolation=None, default_section="")
    # The parser's own messages quote lines of the file, secrets with them: none is passed on.
    try:
        profiles.read_string(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        kind = type(error).__name__
        message = both(
            f"cannot read {path} ({kind}): mend its rights or encoding",
            f"无法读取 {path}（{kind}）：请修正其权限或编码",
        )
        raise CredentialError(message) from None
    except IniError:
        message = both(
            f"{path} is no INI file: write [{account}], secret_id=..., secret_key=...",
            f"{path} 不是 INI 文件：请写成 [{account}]、secret_id=...、secret_key=...",
        )
        raise CredentialError(message) from None
    return dict(profiles[account]) if profiles.has_section(account) else {}


def _credential(values: Mapping[str, str], source: str) -> Credential:
    english, chinese = spoken(source, "en"), spoken(source, "zh-CN")
    cleaned = {name: values.get(name, "").strip().strip("\"'") for name in _FIELDS}
    for name, value in cleaned.items():
        if not value and name in {"secret_id", "secret_key"}:
            message = both(
                f"{english} lacks the {name}: set both secret_id and secret_key",
                f"{chinese}缺少 {name}：secret_id 和 secret_key 须同时设置",
            )
            raise CredentialError(message)
        if value and not (value.isascii() and value.isprintable() and " " not in value):
            message = both(
                f"{english} has a {name} with blanks or unusual characters: copy it again",
                f"{chinese}的 {name} 含有空格或异常字符：请重新复制",
            )
            raise CredentialError(message)
    return Credential(
        cleaned["secret_id"],
        cleaned["secret_key"],
        cleaned["token"] or None,
        cleaned["region"] or None,
    )
