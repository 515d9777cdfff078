"""A night of the shared row's steering: the API's limit, workers that report what they saw, and a stranger."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from tests.support.sender import Sender
from worker.emulator.config import EmulatorConfig
from worker.emulator.limit import RateLimit
from worker.emulator.refusal import Refusal
from worker.records import SlotKey
from worker.store import Store

KEY = SlotKey("key-1", "", "Create")
LIMIT = 20
_AGE = """
UPDATE flowgroup.slots SET steered_at = steered_at - make_interval(secs => $1),
    refused_at = refused_at - make_interval(secs => $1), slowed_at = slowed_at - make_interval(secs => $1)"""
_BUCKET = "SELECT flowgroup.slot_interval(s) AS interval_s FROM flowgroup.slots s"
_STEERED = "SELECT margin_ms, slowdown FROM flowgroup.slots"
_START = "UPDATE flowgroup.slots SET margin_ms = $1"


@dataclass
class Night:
    """A receiver with the API's limit, the shared row, its reporters, and a stranger with the same key."""

    store: Store
    sender: Sender
    reporters: int = 1  # workers, of which each tells once a second what became of its calls
    foreign: float = 0.0  # calls a second of somebody else
    jitter: float = 0.0  # s that the network delays a call by, at the most
    receiver: RateLimit = field(
        default_factory=lambda: RateLimit(EmulatorConfig(limit=LIMIT).tuning())
    )
    draw: Random = field(default_factory=lambda: Random(1))
    now: float = 0.0
    _ours: float = 0.0
    _theirs: float = 0.0

    async def start_at(self, margin_ms: float) -> None:
        """Give the row a margin to start the night with."""
        await self.sender.connection.execute(_START, margin_ms)

    async def steered(self) -> tuple[float, float]:
        """Return the margin (ms) and the slowdown."""
        margin_ms, slowdown = await self.sender.connection.fetchrow(_STEERED)
        return margin_ms, slowdown

    async def second(self, *, unlucky: int = 0) -> tuple[int, int]:
        """Let a second pass, of whose calls so many are refused at least; return those accepted and refused."""
        self.now += 1
        sent, refused = await self._calls(self.now)
        while refused.total() < unlucky:
            refused[self.draw.choice([who for who in sent if refused[who] < sent[who]])] += 1
        for who in range(self.reporters):
            await self.sender.connection.execute(_AGE, 1 / self.reporters)
            await self.store.steer(KEY, LIMIT, sent=sent[who], refused=refused[who])
        return sent.total() - refused.total(), refused.total()

    async def _calls(self, until: float) -> tuple[Counter[int], Counter[int]]:
        """Make everybody's calls; return how many of ours each reporter sent, and how many were refused."""
        interval: float = await self.sender.connection.fetchval(_BUCKET)
        sent, refused = Counter[int](), Counter[int]()
        while min(self._ours, self._theirs if self.foreign else until) < until:
            if self.foreign and self._theirs <= self._ours:
                self._passes(self._theirs)
                self._theirs += 1 / self.foreign
            else:
                who = self.draw.randrange(self.reporters)
                sent[who] += 1
                refused[who] += not self._passes(self._ours + self.draw.uniform(0, self.jitter))
                self._ours += interval
        return sent, refused

    def _passes(self, at: float) -> bool:
        try:
            self.receiver.admit("Create", "key-1", at, at)
        except Refusal:
            return False
        return True
