"""Whether an account may send: its pause, and the binding of database, endpoint and key.

begin checks the same in its own statement; here the reason is found, told, and acted on.
"""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from jobs.errors import lookup
from jobs.outcome import AccountPaused, Created, Outcome, Refused, TryAgain
from worker import events
from worker.bilingual import both
from worker.health import REFUSALS, Endpoint, Streaks
from worker.records import BegunAttempt, Gate, SlotKey
from worker.settings import Settings
from worker.skew import ClockGuard
from worker.store import Store
from worker.witness import Remembered, Witness

FIRST_PROBE = 60.0
_CHANGED: Final = both(
    "This database is not the one that sent before (a restored backup or a promoted standby): "
    "rows may have been sent already. Check, then: flowgroup resume --reason '...'",
    "该数据库不是此前发送时的数据库（恢复的备份或提升的备库）：部分行可能已经发送。"
    "请核对，然后执行：flowgroup resume --reason '...'",
)
Way: TypeAlias = Literal["open", "probe", "shut"]


class Seen(NamedTuple):
    """A gate, and what the state folder remembered before it was read.

    What the folder learns while the database answers is newer than the answer, and proves nothing.
    """

    gate: Gate
    remembered: Remembered


def because(code: str, job_id: int) -> str:
    """Say why the API stops an account: its own words may name people, and stay with the row that met them."""
    entry, command = lookup(code), f"flowgroup jobs show {job_id}"
    return both(
        f"{entry.meaning_en} What the API said: {command}",
        f"{entry.meaning_zh}。API 的原话：{command}",
    )


class Gatekeeper:
    """The gates of the accounts that use one key at one endpoint."""

    def __init__(
        self,
        settings: Settings,
        *,
        store: Store,
        slot: SlotKey,
        host: str,
        guard: ClockGuard,
        witness: Witness,
        listener: events.Listener,
    ) -> None:
        self.blocked: dict[str, str] = {}
        self._settings = settings
        self._store = store
        self._slot = slot
        self._key_fingerprint = slot.key_fingerprint
        self._endpoint = Endpoint()
        self._streaks: dict[str, Streaks] = {}
        self._host = host
        self._guard = guard
        self._witness = witness
        self._listener = listener
        self._told: dict[str, object] = {}

    async def read(self, account: str) -> Seen:
        """Read what `look` judges, changing nothing."""
        remembered = self._witness.remembered
        return Seen(await self._store.gate(account, remembered.state_id), remembered)

    async def read_all(self, accounts: Sequence[str]) -> dict[str, Seen]:
        """Do so for some accounts at once."""
        remembered = self._witness.remembered
        gates = await self._store.gates(accounts, remembered.state_id)
        return {
            account: Seen(gate, remembered) for account, gate in zip(accounts, gates, strict=True)
        }

    async def look(self, account: str, seen: Seen | None = None) -> Way:
        """Say whether the account may send, by a gate just read or by a new look; bind it when nothing is bound yet."""
        gate, remembered = seen or await self.read(account)
        if gate.endpoint is None or gate.key_fingerprint is None:
            await self._store.bind(account, self._key_fingerprint, self._host)
            gate, remembered = await self.read(account)
        mismatch = self._mismatch(account, gate)
        if mismatch is not None:
            self._block(account, *mismatch)
            return "shut"
        if self._guard.fault is not None:
            self._block(account, "Worker.ClockSkew", self._guard.fault)
            return "shut"
        self.blocked.pop(account, None)
        if not await self._same_database(gate, remembered):
            return "shut"
        if gate.paused_since is None or await self._has_credentials_after_all(account, gate):
            self._tell_resumed(account, "*")
            return "open"
        self._tell_paused(gate)
        return "probe" if gate.probe_due else "shut"

    async def _has_credentials_after_all(self, account: str, gate: Gate) -> bool:
        """A worker that lacks the key paused the account; this one has it."""
        if gate.paused_account != account or gate.pause_code != "Worker.NoCredentials":
            return False
        if await self._store.lift_pause(account, "Worker.NoCredentials"):
            self._told.pop(account, None)
            self._listener(events.AccountResumed(account))
        return True

    def _tell_paused(self, gate: Gate) -> None:
        """Say that a pause holds, be it a person's or another worker's; once for each."""
        account, since = gate.paused_account, gate.paused_since
        if account is None or since is None or self._told.get(account) == since:
            return
        self._told[account] = since
        times = since, gate.paused_until, gate.probe_at
        told = account, gate.pause_code or "", gate.pause_told
        self._listener(events.AccountPaused(*told, *times))

    def _tell_resumed(self, *accounts: str) -> None:
        for account in accounts:
            if self._told.pop(account, None):
                self._listener(events.AccountResumed(account))

    async def judge(self, account: str, attempt: BegunAttempt, outcome: Outcome) -> Outcome:
        """Act on what an outcome says beyond its job; return what it then means for the job itself."""
        await self._judge_endpoint(outcome)
        if isinstance(outcome, Refused) and outcome.error.code == attempt.probe_of:
            outcome = AccountPaused(outcome.error)
        match outcome:
            case AccountPaused(error):
                key = attempt.job_id, attempt.attempt_no
                if attempt.probe_of is None and await self._store.trips_alone(*key, error.code):
                    return Refused(error)
                reason = because(error.code, attempt.job_id)
                await self.pause(account, error.code, reason, attempt.job_id)
            case Created() | Refused() if attempt.probe_of is not None:
                if await self._store.lift_pause(account, attempt.probe_of):
                    self._told.pop(account, None)
                    self._listener(events.AccountResumed(account))
            case TryAgain(why="not_sent") if attempt.probe_of is not None:
                await self._store.repeat_probe(account, attempt.probe_of)
        streak = self._streaks.setdefault(account, Streaks(self._settings.in_doubt_pause))
        if code := streak.learn(outcome):
            await self._pause_for_streak(account, code)
        return outcome

    async def pause(
        self,
        account: str,
        code: str,
        reason: str,
        job_id: int | None = None,
        *,
        probing: bool = True,
    ) -> None:
        """Pause an account, unless it is paused already."""
        probe_in = FIRST_PROBE if probing else None
        if await self._store.pause_account(account, code, reason, job_id, probe_in):
            self._tell_paused(await self._store.gate(account))

    @property
    def on_time(self) -> bool:
        """Whether no clock is known to be far off."""
        return self._guard.fault is None

    def hear(self, *, ill: bool) -> None:
        """Take over what the fleet knows of the endpoint: any worker may have found it ill, or well."""
        self._endpoint.ill = ill

    @property
    def ill(self) -> bool:
        """Whether this worker found the endpoint ill."""
        return self._endpoint.ill

    async def _judge_endpoint(self, outcome: Outcome) -> None:
        if not self._endpoint.learn(outcome):
            return
        if self._endpoint.ill:
            await self._store.mark_ill(self._slot)
        else:
            await self._store.mark_well(self._slot)
        self._listener(events.EndpointHealth(self._host, ill=self._endpoint.ill))

    async def _pause_for_streak(self, account: str, code: str) -> None:
        if code == "Worker.InDoubtStreak":
            n = self._settings.in_doubt_pause
            reason = both(
                f"{n} outcomes in doubt in a row: look at them (flowgroup jobs list --status in_doubt), "
                "then flowgroup resume.",
                f"连续 {n} 次调用结果不明：请先核对（flowgroup jobs list --status in_doubt），"
                "再执行 flowgroup resume。",
            )
            await self.pause(account, code, reason, probing=False)
        else:
            reason = both(
                f"{REFUSALS} rows in a row were refused with this code.",
                f"连续 {REFUSALS} 行因该错误码被拒绝。",
            )
            await self.pause(account, code, reason)

    async def _same_database(self, gate: Gate, remembered: Remembered) -> bool:
        forgotten = remembered.forgotten_by(gate.generation, gate.beats)
        if gate.database_identity == gate.current_identity and not forgotten:
            return True
        if self._settings.trust_failover and not forgotten:
            await self._store.approve_database()
            return True
        await self.pause("*", "Worker.DatabaseChanged", _CHANGED, probing=False)
        return False

    def _mismatch(self, account: str, gate: Gate) -> tuple[str, str] | None:
        if gate.endpoint != self._host:
            return "Worker.EndpointMismatch", both(
                f"This database is bound to {gate.endpoint}, this worker calls {self._host}: "
                "set FLOWGROUP_ENDPOINT or FLOWGROUP_DATABASE_URL so that they belong together.",
                f"该数据库已绑定 {gate.endpoint}，而本工作进程调用 {self._host}："
                "请调整 FLOWGROUP_ENDPOINT 或 FLOWGROUP_DATABASE_URL，使两者一致。",
            )
        if gate.key_fingerprint != self._key_fingerprint:
            command = f"flowgroup resume --account {account} --new-key --reason '...'"
            return "Worker.KeyMismatch", both(
                f"Account {account} is bound to key {gate.key_fingerprint}, this worker has "
                f"{self._key_fingerprint}: use the bound key, or approve the new one with {command}",
                f"账户 {account} 已绑定密钥 {gate.key_fingerprint}，本工作进程持有 {self._key_fingerprint}："
                f"请使用已绑定的密钥，或确认更换：{command}",
            )
        return None

    def _block(self, account: str, code: str, reason: str) -> None:
        if self.blocked.get(account) != reason:
            self.blocked[account] = reason
            self._listener(events.Blocked(account, code, reason))
