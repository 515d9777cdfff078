"""What happens between a worker and the API."""

from hypothesis import strategies as st

from jobs.answer import NoAnswer, NotSent
from tests.chaos.model.base import Example, choose
from tests.chaos.model.events import event
from tests.chaos.model.wire import Call, Reaction
from tests.chaos.model.words import PICK

DELAY = st.sampled_from([0, 0, 0, 30, 300])
UNSENT = st.sampled_from(["Worker.SlotMissed", "Worker.ConnectFailed"])
REACTION: st.SearchStrategy[Reaction] = st.sampled_from(
    [
        "create",
        "create",
        "create",
        "create, say InternalError",
        "create, say nothing whole",
        "InternalError",
        "refuse",
        "refuse the feature",
        "throttle",
        "no quota",
    ]
)


class WireRules(Example):
    """See the module."""

    @event(24, lambda self: self.moving(), pick=PICK, reaction=REACTION, delay_s=DELAY)
    def go_on(self, pick: int, reaction: Reaction, delay_s: int) -> None:
        """A call goes one stage on: its bytes leave however late, the API takes it, its answer comes."""
        call = choose(self.moving(), pick)
        if call.stage == "held":
            call.stage = "travelling"
        elif call.stage == "travelling":
            self.api.react(call, reaction, self.now)
            self.counts[reaction] += 1
        else:
            self._answer(call, delay_s)

    @event(
        6,
        lambda self: self.at("held", "travelling", "answered"),
        pick=PICK,
        reason=UNSENT,
        loses=st.booleans(),
    )
    def hinder(self, pick: int, reason: str, *, loses: bool) -> None:
        """A call is kept from leaving, its connection ends, or its worker's patience does."""
        call = choose(self.at("held", "travelling", "answered"), pick)
        if call.stage == "held":
            call.stage = "over"
            self.do(self.holders[call].hear(call, NotSent(reason), 0))
        elif loses:
            self._lose(call)
        elif not call.doubted:
            call.doubted = True
            self.holders[call].give_up(call, self.scene.bug.on_timeout)
            self.counts["timeouts"] += 1

    def moving(self) -> list[Call]:
        """List the calls that something may still happen to; a dead worker's bytes may arrive."""
        return [
            call
            for call in self.calls
            if call.stage == "travelling" or call in self.at("held", "answered")
        ]

    def _answer(self, call: Call, delay_s: int) -> None:
        call.stage = "over"
        worker = self.holders[call]
        self.do(worker.hear(call, call.answer, delay_s))
        self.counts["late answers"] += call.doubted
        if worker.reports[-1].outcome == "account_paused":
            self.step.must_be_paused = call.account

    def _lose(self, call: Call) -> None:
        call.heard = False
        self.counts["lost answers"] += 1
        if not call.doubted:
            self.do(self.holders[call].hear(call, NoAnswer("Worker.ConnectionLost"), 0))
