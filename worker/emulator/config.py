"""What an emulator is started with, and what can be turned while it runs."""

import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple

from pydantic import ConfigDict

from worker.clock import Clock, SystemClock

UPLOAD = "UploadFiles"

Window = Literal["sliding", "fixed"]


class KeyPair(NamedTuple):
    """A calling key of the emulated cloud: the public id and the secret it signs with."""

    secret_id: str
    secret_key: str

    @classmethod
    def generate(cls) -> "KeyPair":
        """Make a pair that no real service knows."""
        return cls("AKIDEMULATOR" + secrets.token_hex(12), secrets.token_hex(16))

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "KeyPair | None":
        """Read TENCENTCLOUD_SECRET_ID and _KEY; None unless both are set."""
        pair = cls(
            environ.get("TENCENTCLOUD_SECRET_ID", ""), environ.get("TENCENTCLOUD_SECRET_KEY", "")
        )
        return pair if all(pair) else None


@dataclass(kw_only=True)
class Tuning:
    """What may change while the emulator runs.

    Attributes:
        limit: calls per second, action and key that reach the backend; 0 is no limit.
        window: whether that second slides or is a second of the clock.
        latency: seconds that each answer takes, after the work is done.
        quota: contracts left to issue; None is no end.
        validate: False skips the field rules, for measuring.
        upload_limit: the same as limit for UploadFiles; None is no other limit.
        file_life: seconds that the id of an uploaded file lives.
        check_files: True refuses groups whose FileIds are not known here, or have expired.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    limit: int = 20
    window: Window = "sliding"
    latency: float = 0.0
    quota: int | None = None
    validate: bool = True
    upload_limit: int | None = None
    file_life: float = 3600.0
    check_files: bool = False

    def limit_of(self, action: str) -> int:
        """Tell the limit of an action."""
        return self.limit if action != UPLOAD or self.upload_limit is None else self.upload_limit


@dataclass(kw_only=True)
class EmulatorConfig(Tuning):
    """Settings of one emulator.

    Attributes:
        host: a loopback address.
        port: 0 takes a free one.
        keys: the calling keys that are known; the first is the one to hand out.
        token: the session token that X-TC-Token must carry; None accepts any.
        seed: of the draw behind faults with a probability.
        ledger: a JSON Lines file that every arrival is appended to.
        clock: signatures, deadlines and the limit are judged by it.
    """

    host: str = "127.0.0.1"
    port: int = 0
    keys: tuple[KeyPair, ...] = field(default_factory=lambda: (KeyPair.generate(),))
    token: str | None = field(default=None, repr=False)
    seed: int = 0
    ledger: Path | None = None
    clock: Clock = field(default_factory=SystemClock)

    def __post_init__(self) -> None:
        """Refuse to be reachable from elsewhere.

        Raises:
            ValueError: the host is no loopback address.
        """
        if self.host != "localhost" and not ipaddress.ip_address(self.host).is_loopback:
            message = f"the emulator serves loopback only, not {self.host}: use 127.0.0.1"
            raise ValueError(message)

    def tuning(self) -> Tuning:
        """Copy the part that may change at run time."""
        return Tuning(**{item.name: getattr(self, item.name) for item in fields(Tuning)})
