"""What a row's files say beyond the row: what rests, and for how long; which account pauses."""

from contextlib import suppress

from jobs.outcome import AccountPaused, Refused
from worker import events
from worker.bilingual import both
from worker.clock import Clock
from worker.errors import DatabaseAwayError
from worker.files.fault import FileRefusedError
from worker.files.prepared import FILES_AWAY, Later, Trouble
from worker.files.rows import Row, Settled
from worker.gate import FIRST_PROBE, Gatekeeper, because
from worker.health import REFUSALS, Streaks

AFTER_PROBE = FIRST_PROBE + 1.0
_REFUSED = both(
    f"{REFUSALS} uploads of files in a row were refused with this code.",
    f"连续 {REFUSALS} 次上传文件因该错误码被拒绝。",
)


class Blame:
    """Remembers what troubles mean for the rows to come; what is forgotten with its process is found out again."""

    def __init__(self, gatekeeper: Gatekeeper, clock: Clock, listener: events.Listener) -> None:
        self._gatekeeper = gatekeeper
        self._clock = clock
        self._listener = listener
        self._resting: dict[int, float] = {}  # rows, and until when they are passed over
        self._away: dict[str, float] = {}  # accounts whose files cannot be read, and until when
        self._streaks: dict[str, Streaks] = {}
        self._tripped: dict[int, tuple[str, float]] = {}  # rows that tripped a code, and when
        self._passed: dict[str, float] = {}  # accounts, and when a row of theirs was ready

    @property
    def resting(self) -> set[int]:
        """The rows to be passed over now."""
        now = self._clock.monotonic()
        self._resting = {job_id: until for job_id, until in self._resting.items() if until > now}
        return set(self._resting)

    def away(self, account: str) -> bool:
        """Whether the account's files could not be read a moment ago."""
        return self._away.get(account, 0.0) > self._clock.monotonic()

    def rest(self, row: Row, seconds: float) -> None:
        """Let a row be passed over for a while."""
        self._resting[row.job_id] = self._clock.monotonic() + seconds

    async def judge(self, row: Row, verdict: Settled, trouble: Trouble | None) -> Settled:
        """Act on what a row's files say; return what they then mean for the row itself."""
        match trouble:
            case None:
                self._passed[row.account] = self._clock.monotonic()
                self._streaks.pop(row.account, None)
                self._away.pop(row.account, None)
            case Later(error=error, wait=wait):
                self.rest(row, wait)
                if error.code == FILES_AWAY:
                    if row.account not in self._away:
                        self._listener(events.FilesAway(row.account, error.message))
                    self._away[row.account] = self._clock.monotonic() + wait
            case AccountPaused(error):
                return await self._paused(row, verdict, error.code, error.message)
            case Refused() as refused:
                streak = self._streaks.setdefault(row.account, Streaks(0))
                if code := streak.learn(refused):
                    await self._pause(row, code, _REFUSED)
            case FileRefusedError():
                pass
        return verdict

    async def _paused(self, row: Row, verdict: Settled, code: str, message: str) -> Settled:
        """Pause the account; a row that tripped the code before while others passed is itself the cause."""
        before, since = self._tripped.pop(row.job_id, ("", 0.0))
        if before == code and self._passed.get(row.account, 0.0) > since:
            return Settled(row, "failed", error_code=code, error_message=message)
        self._tripped[row.job_id] = code, self._clock.monotonic()
        self.rest(row, AFTER_PROBE)  # the probe shall be another row
        await self._pause(row, code, because(code, row.job_id))
        return verdict

    async def _pause(self, row: Row, code: str, reason: str) -> None:
        with suppress(DatabaseAwayError):
            await self._gatekeeper.pause(row.account, code, reason, row.job_id)
