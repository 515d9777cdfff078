"""A gatekeeper on the real tables, and what it told."""

from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.sender import ENDPOINT, KEY, Sender
from worker.clock import SystemClock
from worker.gate import Gatekeeper
from worker.records import SlotKey
from worker.settings import Settings
from worker.skew import ClockGuard
from worker.tencent.client import TencentClient
from worker.witness import Witness

if TYPE_CHECKING:
    from worker import events


class Gate:
    """A gatekeeper and what it told."""

    def __init__(
        self, sender: Sender, folder: Path, key: str = KEY, host: str = ENDPOINT, **settings: object
    ) -> None:
        client = TencentClient(f"https://{ENDPOINT}", request_timeout=60)
        self.told: list[events.Event] = []
        self.guard = ClockGuard(client, sender.store, SystemClock())
        self.witness = Witness(folder, "database/1")
        self.keeper = Gatekeeper(
            Settings.model_validate({"in_doubt_pause": 3, "state_dir": folder, **settings}),
            store=sender.store,
            slot=SlotKey(key, "", "action"),
            host=host,
            guard=self.guard,
            witness=self.witness,
            listener=self.told.append,
        )


async def pause_of(sender: Sender, account: str = "default") -> tuple[str | None, bool]:
    """Return an account's pause and whether it will be probed."""
    row = await sender.connection.fetchrow(
        "SELECT pause_code, probe_at IS NOT NULL AS probing FROM flowgroup.accounts WHERE account = $1",
        account,
    )
    return row["pause_code"], row["probing"]
