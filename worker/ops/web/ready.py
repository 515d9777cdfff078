"""Whether a process is ready: its database answers, the schema fits, and due rows get slots."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from worker.ops.web.figures import Figures, FiguresReader
from worker.ops.web.watch import Watch

Reason: TypeAlias = Literal["database_away", "schema", "stopping", "blocked", "paused", "no_slots"]
REASONS: Final[Mapping[Reason, tuple[str, str]]] = {
    "database_away": (
        "The database does not answer: start it, or correct FLOWGROUP_DATABASE_URL.",
        "数据库没有响应：请启动数据库，或改正 FLOWGROUP_DATABASE_URL。",
    ),
    "schema": (
        "The database schema is not that of this version. Run: flowgroup migrate",
        "数据库结构与本版本不符，请执行：flowgroup migrate",
    ),
    "stopping": (
        "The worker is stopping: calls on the wire finish, nothing begins.",
        "工作进程正在停止：在途调用会完成，不再发起新的调用。",
    ),
    "blocked": (
        "This worker begins nothing now; its log and flowgroup status say why.",
        "该工作进程目前不发起调用；原因见其日志或 flowgroup status。",
    ),
    "paused": (
        "Rows are due, but their accounts are paused; flowgroup status says why.",
        "有到期的行，但所属账户均已暂停；原因见 flowgroup status。",
    ),
    "no_slots": (
        "Rows are due, but no slot was granted for 30 s; flowgroup status says what holds them back.",
        "有到期的行，但 30 秒内没有分到发送时隙；原因见 flowgroup status。",
    ),
}


class Readiness:
    """Judges a process by its watch and by what the database says; `sends`: it is there to send, not only to check."""

    def __init__(self, figures: FiguresReader, watch: Watch, *, revision: str, sends: bool) -> None:
        self._figures = figures
        self._watch = watch
        self._revision = revision
        self._sends = sends

    async def fault(self) -> Reason | None:
        """Return why the process is not ready, None if it is."""
        seen = await self._figures.read()
        if not isinstance(seen, Figures):
            return seen
        if seen.revision != self._revision:
            return "schema"
        if self._watch.stopping():
            return "stopping"
        return self._holds(seen) if self._sends else None

    def _holds(self, seen: Figures) -> Reason | None:
        """Return why nothing is sent, where something should be."""
        if self._watch.refuses():
            return "blocked"
        if seen.all_paused:
            return "paused"
        return "no_slots" if seen.starved else None
