"""Whether the state folder takes what is written into it; while it does not, nothing new may begin.

A result that the database could not take would have no place that outlives this process.
"""

from pathlib import Path

from worker.bilingual import both
from worker.events import Listener, SpoolFailed, SpoolWorks


class StateFolder:
    """FLOWGROUP_STATE_DIR as those who write there found it; `fault` says what is wrong, and what to do."""

    def __init__(self, path: Path, listener: Listener) -> None:
        self.fault: str | None = None
        self._path = path
        self._listener = listener

    def refused(self, error: OSError) -> None:
        """Take note that a write failed; told once."""
        why = error.strerror or type(error).__name__
        fault = both(
            f"FLOWGROUP_STATE_DIR {self._path} takes nothing ({why}): nothing new is sent, and results "
            "that the database cannot take wait in memory. Make room there, and sending goes on.",
            f"FLOWGROUP_STATE_DIR {self._path} 无法写入（{why}）：不再发送新请求，数据库暂时无法接收的结果留在内存中。"
            "请腾出空间，随后自动恢复发送。",
        )
        if fault != self.fault:
            self.fault = fault
            self._listener(SpoolFailed(fault))

    def took(self) -> None:
        """Take note that a write went through."""
        if self.fault is not None:
            self.fault = None
            self._listener(SpoolWorks())
