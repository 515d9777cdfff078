"""Settings from the environment; `interface.md` names them, README lists them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from worker.bilingual import both, spoken
from worker.endpoint import EndpointError, file_endpoint, listening, parse
from worker.errors import SettingsError

_OF_TESTS: Final = {"FLOWGROUP_TEST_DATABASE_URL"}
# What the library says of a value that cannot be used, by its kind of error.
_CHINESE: Final = {
    "bool_parsing": "应为 0 或 1",
    "float_parsing": "应为数字",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "不得小于 {ge}",
    "int_parsing": "应为整数",
    "less_than_equal": "不得大于 {le}",
    "literal_error": "应为 {expected}",
}
Seconds = Annotated[float, Field(gt=0, le=86_400)]


class Settings(BaseModel):
    """One field per variable `FLOWGROUP_<NAME>`; made by hand it reads no environment."""

    model_config = ConfigDict(hide_input_in_errors=True, frozen=True)

    database_url: str = Field(
        default="", description="Postgres URL; empty: the embedded server in the data folder"
    )
    endpoint: str = Field(default="https://essbasic.tencentcloudapi.com", description="API host")
    file_endpoint: str = Field(
        default="https://file.ess.tencent.cn",
        description="host of UploadFiles; it follows FLOWGROUP_ENDPOINT to the test host and to loopback",
        validate_default=True,
    )
    files_root: Path | None = Field(
        default=None,
        description="folder of the PDFs that FileIds refer to; a subfolder per account",
    )
    file_id_ttl: Seconds = Field(
        default=480, description="seconds for which an uploaded file's id is used"
    )
    rate_limit: float = Field(
        default=20, ge=0.1, le=1_000_000, description="calls a second for one key, all workers"
    )
    concurrency: int = Field(default=64, ge=1, le=10_000, description="calls in flight per worker")
    request_timeout: Seconds = Field(
        default=60, description="seconds until an unanswered call is in doubt"
    )
    lease: Seconds = Field(
        default=120, description="seconds until a silent worker's calls are in doubt"
    )
    retry_base: Seconds = Field(default=1, description="seconds, first back-off")
    retry_max: Seconds = Field(default=300, description="seconds, longest back-off")
    internal_error: Literal["retry", "park"] = Field(
        default="retry", description="what InternalError codes do"
    )
    in_doubt_pause: int = Field(
        default=10, ge=0, description="doubts in a row that pause an account; 0: never"
    )
    trust_failover: bool = Field(
        default=False, description="1: a promoted standby is approved by itself"
    )
    state_dir: Path = Field(
        default=Path("~/.local/state/flowgroup"),
        description="folder of the spool",
        validate_default=True,
    )
    http: str = Field(
        default="", description="host:port of health, metrics and dashboard; empty: off"
    )
    http_token: SecretStr | None = Field(
        default=None, description="token to read them; a must where others reach the address"
    )
    http_steer_token: SecretStr | None = Field(default=None, description="token to read and steer")
    lang: Literal["en", "zh-CN"] | None = Field(
        default=None, description="language; empty: the locale's"
    )
    log: Literal["console", "json"] = Field(default="console", description="log format")

    @field_validator("endpoint")
    @classmethod
    def _endpoint(cls, value: str) -> str:
        try:
            parse(value)
        except EndpointError as error:
            raise ValueError(str(error)) from None
        return value.rstrip("/")

    @field_validator("file_endpoint")
    @classmethod
    def _file_endpoint(cls, value: str, info: ValidationInfo) -> str:
        try:
            parse(value)
        except EndpointError as error:
            raise ValueError(str(error)) from None
        return file_endpoint(info.data.get("endpoint", ""), value.rstrip("/"))

    @field_validator("files_root", mode="before")
    @classmethod
    def _files_root(cls, value: object) -> object:
        return Path(value).expanduser() if isinstance(value, str | Path) and value != "" else None

    @field_validator("state_dir")
    @classmethod
    def _state_dir(cls, value: Path) -> Path:
        return value.expanduser()

    @field_validator("lease")
    @classmethod
    def _lease(cls, value: float, info: ValidationInfo) -> float:
        shortest = info.data.get("request_timeout", 0) + 1
        if value < shortest:
            msg = both(
                f"needs at least FLOWGROUP_REQUEST_TIMEOUT + 1 = {shortest:g} s, else living calls fall in doubt",
                f"至少为 FLOWGROUP_REQUEST_TIMEOUT + 1 = {shortest:g} 秒，否则仍在进行的调用会转为 in_doubt",
            )
            raise ValueError(msg)
        return value

    @field_validator("http")
    @classmethod
    def _http(cls, value: str) -> str:
        if value:
            listening(value)
        return value

    @field_validator("lang", "http_token", "http_steer_token", mode="before")
    @classmethod
    def _none_if_empty(cls, value: object) -> object:
        return value or None


class _Environment(BaseSettings, Settings):
    model_config = SettingsConfigDict(
        env_prefix="FLOWGROUP_", hide_input_in_errors=True, frozen=True, extra="ignore"
    )


def unknown_variables(names: Iterable[str]) -> list[str]:
    """Return the variables that look like settings and are none: nothing reads them."""
    known = {f"FLOWGROUP_{name.upper()}" for name in Settings.model_fields} | _OF_TESTS
    return sorted(n for n in names if n.upper().startswith("FLOWGROUP_") and n.upper() not in known)


def load_settings() -> Settings:
    """Read the environment.

    Raises:
        SettingsError: a value cannot be used.
    """
    try:
        return _Environment()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(["FLOWGROUP", *(str(part).upper() for part in first["loc"])])
        why = first["msg"].removeprefix("Value error, ")
        english = spoken(why, "en").rstrip(".")
        limits = {name: str(n).replace(" or ", " 或 ") for name, n in first.get("ctx", {}).items()}
        chinese = _CHINESE.get(first["type"], spoken(why, "zh-CN").rstrip("。")).format(**limits)
        msg = both(f"{name} cannot be used: {english}.", f"{name} 不可用：{chinese}。")
        raise SettingsError(msg) from None
