"""Which accounts a worker serves: those that have jobs and whose credentials it has, by calling key."""

from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

from worker import events
from worker.bilingual import both
from worker.crew import Crew
from worker.errors import DatabaseAwayError
from worker.store import Store
from worker.tencent.credentials import Credential, CredentialError, load


class Roster:
    """The crews of a worker, one per calling key, made as accounts turn up."""

    def __init__(
        self,
        store: Store,
        make: Callable[[Credential], Crew],
        *,
        environ: Mapping[str, str],
        home: Path,
        listener: events.Listener,
    ) -> None:
        self._store = store
        self._make = make
        self._environ = environ
        self._home = home
        self._listener = listener
        self._crews: dict[str, Crew] = {}
        self._served: set[str] = set()
        self._refused: dict[str, str] = {}

    @property
    def crews(self) -> list[Crew]:
        """All of them, as they stand."""
        return list(self._crews.values())

    @property
    def in_flight(self) -> int:
        """Calls begun and not yet judged."""
        return sum(crew.dispatcher.in_flight for crew in self.crews)

    @property
    def blocked(self) -> dict[str, str]:
        """Why this worker refuses to send, by account."""
        return {
            account: reason
            for crew in self.crews
            for account, reason in crew.dispatcher.gatekeeper.blocked.items()
        }

    @property
    def accounts(self) -> dict[str, str | None]:
        """The accounts that it serves, and why it refuses to send for one."""
        blocked = self.blocked
        return {account: blocked.get(account) for account in sorted(self._served)}

    @property
    def shut(self) -> bool:
        """Whether there are accounts, and this worker may send for none of them."""
        return bool(self._served) and self._served <= self.blocked.keys()

    async def refresh(self) -> AsyncIterator[Crew]:
        """Take up accounts that have turned up; yield each new crew at once, since a later account may fail.

        An account that somebody else holds waits for the next time and holds up no other.
        """
        for account in await self._store.accounts():
            if account in self._served:
                continue
            try:
                crew = await self._take_up(account)
            except DatabaseAwayError as error:
                if not error.locked:
                    raise
                self._listener(events.DatabaseAway("roster", error.kind, error.sqlstate))
                continue
            if crew is not None:
                yield crew

    async def _take_up(self, account: str) -> Crew | None:
        """Serve an account if its credentials are there; return its crew if that is new."""
        credential = await self._credential(account)
        if credential is None:
            return None
        known = self._crews.get(credential.key_fingerprint)
        crew = known or self._make(credential)
        if known is None:
            await crew.dispatcher.throttle.steer()
            self._crews[credential.key_fingerprint] = crew
        self._served.add(account)
        crew.dispatcher.accounts.append(account)
        return None if known else crew

    async def _credential(self, account: str) -> Credential | None:
        try:
            credential = load(account, self._environ, self._home)
            reason = _stranger(account)
        except CredentialError as error:
            credential, reason = None, str(error)
        if credential is not None:
            if await self._store.lift_pause(account, "Worker.NoCredentials"):
                self._listener(events.AccountResumed(account))
        elif self._refused.get(account) != reason:
            await self._store.pause_account(account, "Worker.NoCredentials", reason, None, None)
            self._refused[account] = reason
            self._listener(events.AccountPaused(account, "Worker.NoCredentials", reason))
        return credential


def _stranger(account: str) -> str:
    return both(
        f"No worker has credentials for account {account}: add section [{account}] to "
        "~/.tencentcloud/credentials, or correct the account of the rows.",
        f"没有工作进程持有账户 {account} 的密钥：请在 ~/.tencentcloud/credentials 中添加 [{account}] 段；"
        "若账户名有误，请更正这些行的 account。",
    )
