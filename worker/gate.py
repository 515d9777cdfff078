"""Whether an account may send: its pause, and the binding of database, endpoint and key.

begin checks the same in its own statement; here the reason is found, told, and acted on.
"""

from jobs.outcome import AccountPaused, Outcome
from worker import events
from worker.records import Gate
from worker.settings import Settings
from worker.store import Store


class Gatekeeper:
    """The gates of the accounts that use one key at one endpoint."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        key_fingerprint: str,
        host: str,
        listener: events.Listener,
    ) -> None:
        self.blocked: dict[str, str] = {}
        self._settings = settings
        self._store = store
        self._key_fingerprint = key_fingerprint
        self._host = host
        self._listener = listener

    async def opens(self, account: str) -> bool:
        """Say whether the account may send; bind it when nothing is bound yet."""
        gate = await self._store.gate(account)
        if gate.endpoint is None or gate.key_fingerprint is None:
            await self._store.bind(account, self._key_fingerprint, self._host)
            gate = await self._store.gate(account)
        mismatch = self._mismatch(account, gate)
        if mismatch is not None:
            self._block(account, *mismatch)
            return False
        self.blocked.pop(account, None)
        return gate.paused_since is None and await self._same_database(gate)

    async def learn(self, account: str, outcome: Outcome) -> None:
        """Pause the account if the outcome says that all its calls would fail."""
        if isinstance(outcome, AccountPaused):
            await self._pause(account, outcome.error.code, outcome.error.message)

    async def _same_database(self, gate: Gate) -> bool:
        if gate.database_identity == gate.current_identity:
            return True
        if self._settings.trust_failover:
            await self._store.approve_database()
            return True
        reason = (
            "This database is not the one that sent before (a restored backup or a promoted standby): "
            "rows may have been sent already. Check, then: flowgroup resume --reason '...'"
        )
        await self._pause("*", "Worker.DatabaseChanged", reason)
        return False

    async def _pause(self, account: str, code: str, reason: str) -> None:
        if await self._store.pause_account(account, code, reason, None):
            self._listener(events.AccountPaused(account, code, reason))

    def _mismatch(self, account: str, gate: Gate) -> tuple[str, str] | None:
        if gate.endpoint != self._host:
            return "Worker.EndpointMismatch", (
                f"This database is bound to {gate.endpoint}, this worker calls {self._host}: "
                "set FLOWGROUP_ENDPOINT or FLOWGROUP_DATABASE_URL so that they belong together."
            )
        if gate.key_fingerprint != self._key_fingerprint:
            return "Worker.KeyMismatch", (
                f"Account {account} is bound to key {gate.key_fingerprint}, this worker has "
                f"{self._key_fingerprint}: use the bound key, or approve the new one with "
                f"flowgroup resume --account {account} --reason '...'"
            )
        return None

    def _block(self, account: str, code: str, reason: str) -> None:
        if self.blocked.get(account) != reason:
            self.blocked[account] = reason
            self._listener(events.Blocked(account, code, reason))
