"""Which accounts a worker serves: those that have jobs and whose credentials it has, by calling key."""

from collections.abc import Callable, Mapping
from pathlib import Path

from worker import events
from worker.dispatch import Dispatcher
from worker.store import Store
from worker.tencent.credentials import Credential, CredentialError, load


class Roster:
    """The dispatchers of a worker, one per calling key, made as accounts turn up."""

    def __init__(
        self,
        store: Store,
        make: Callable[[Credential], Dispatcher],
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
        self._dispatchers: dict[str, Dispatcher] = {}
        self._served: set[str] = set()
        self._refused: dict[str, str] = {}

    @property
    def dispatchers(self) -> list[Dispatcher]:
        """All of them, as they stand."""
        return list(self._dispatchers.values())

    @property
    def in_flight(self) -> int:
        """Calls begun and not yet judged."""
        return sum(dispatcher.in_flight for dispatcher in self.dispatchers)

    @property
    def blocked(self) -> dict[str, str]:
        """Why this worker refuses to send, by account."""
        return {
            account: reason
            for dispatcher in self.dispatchers
            for account, reason in dispatcher.gatekeeper.blocked.items()
        }

    async def refresh(self) -> list[Dispatcher]:
        """Take up accounts that have turned up; return the dispatchers that are new."""
        new: list[Dispatcher] = []
        for account in await self._store.accounts():
            if account in self._served:
                continue
            credential = await self._credential(account)
            if credential is None:
                continue
            dispatcher = self._dispatchers.get(credential.key_fingerprint)
            if dispatcher is None:
                dispatcher = self._make(credential)
                await dispatcher.throttle.steer()
                self._dispatchers[credential.key_fingerprint] = dispatcher
                new.append(dispatcher)
            self._served.add(account)
            dispatcher.accounts.append(account)
        return new

    async def _credential(self, account: str) -> Credential | None:
        try:
            credential = load(account, self._environ, self._home)
            reason = f"No credentials for account {account}: add section [{account}] to ~/.tencentcloud/credentials."
        except CredentialError as error:
            credential, reason = None, str(error)
        if credential is not None:
            if await self._store.lift_pause(account, "Worker.NoCredentials"):
                self._listener(events.AccountResumed(account))
        elif self._refused.get(account) != reason:
            self._refused[account] = reason
            await self._store.pause_account(account, "Worker.NoCredentials", reason, None, None)
            self._listener(events.AccountPaused(account, "Worker.NoCredentials", reason))
        return credential
