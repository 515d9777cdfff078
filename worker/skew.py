"""Compares the clocks that matter with the API's: a signature lives 300 seconds, so a clock far off must not sign.

The database's clock gives every signature its time; this machine's own dates the logs that people read beside
the API's. More than 240 seconds off, this worker sends nothing and says so.
"""

import asyncio
from contextlib import suppress
from typing import Final

from worker.bilingual import both, joined, spoken
from worker.clock import Clock
from worker.errors import DatabaseAwayError
from worker.store import Store
from worker.tencent.client import TencentClient

TOLERANCE = 240.0
EVERY = 60.0
_DATABASE: Final = both("The database's clock", "数据库的时钟")
_MACHINE: Final = both("This machine's clock", "本机的时钟")


class ClockGuard:
    """`fault` says in one line which clock is off, None when none is known to be."""

    def __init__(self, client: TencentClient, store: Store, clock: Clock) -> None:
        self.fault: str | None = None
        self._client = client
        self._store = store
        self._clock = clock

    async def run(self) -> None:
        """Compare once a minute, for ever."""
        while True:
            await asyncio.sleep(EVERY)
            await self.compare()

    async def compare(self) -> None:
        """Compare now; where the API or the database does not answer nothing is learnt."""
        api = await self._client.date()
        if api is None:
            return
        with suppress(DatabaseAwayError):
            offs = {
                _DATABASE: await self._store.now() - api,
                _MACHINE: self._clock.wall() - api,
            }
            faults = [_fault(whose, off) for whose, off in offs.items() if abs(off) > TOLERANCE]
            self.fault = joined(faults) if faults else None


def _fault(whose: str, off: float) -> str:
    side, side_zh = ("ahead of", "快") if off > 0 else ("behind", "慢")
    return both(
        f"{spoken(whose, 'en')} is {abs(off):.0f} s {side} the API's: nothing is sent, for signatures live 300 s. "
        "Set it right (NTP); sending goes on by itself within a minute.",
        f"{spoken(whose, 'zh-CN')}比接口的时钟{side_zh} {abs(off):.0f} 秒：签名有效期为 300 秒，因此暂停发送。"
        "请用 NTP 校准，一分钟内自动恢复发送。",
    )
