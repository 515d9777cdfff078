"""Who may read and who may steer: a token for each, none where only this machine can ask."""

import hmac
from hashlib import sha256
from typing import Final, Literal, Self, TypeAlias

from aiohttp import web
from pydantic import SecretStr

from worker.settings import Settings

Right: TypeAlias = Literal["read", "steer"]
PUBLIC: Final = frozenset({"/healthz", "/readyz"})


class Access:
    """The tokens of a process, and what each allows; the one for steering allows reading too."""

    def __init__(self, read: SecretStr | None, steer: SecretStr | None) -> None:
        self._read = read
        self._steer = steer

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Take the tokens of the settings."""
        return cls(settings.http_token, settings.http_steer_token)

    @property
    def needs_token(self) -> bool:
        """Whether reading takes a token."""
        return self._read is not None

    @property
    def steers(self) -> bool:
        """Whether there is a token for steering at all."""
        return self._steer is not None

    def digest(self) -> bytes | None:
        """Return what is as secret as the tokens and changes with them; None where no token is set."""
        if self._read is None and self._steer is None:
            return None
        texts = [
            secret.get_secret_value() if secret else "" for secret in (self._read, self._steer)
        ]
        return sha256("\0".join(["flowgroup session", *texts]).encode()).digest()

    def rights(self, token: str | None) -> frozenset[Right]:
        """Return what whoever shows this token may do; without any read token everybody may read.

        Steering always takes its own token: without one nobody steers.
        """
        if _same(token, self._steer):
            return frozenset({"read", "steer"})
        if self._read is None or _same(token, self._read):
            return frozenset({"read"})
        return frozenset()


def bearer(request: web.Request) -> str | None:
    """Return the token of `Authorization: Bearer`, None without one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _same(token: str | None, secret: SecretStr | None) -> bool:
    """Compare in a time that tells nothing of the secret."""
    if token is None or secret is None:
        return False
    shown = token.encode(errors="surrogateescape")  # a header may hold any bytes
    return hmac.compare_digest(shown, secret.get_secret_value().encode())
