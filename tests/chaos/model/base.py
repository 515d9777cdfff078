"""One example of the machine: a cleared database, a fleet, a modelled API, and the laws after every step."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, TypeVar

from hypothesis.stateful import RuleBasedStateMachine, invariant

from tests.chaos.model.bugs import Bug
from tests.chaos.model.crew import Crew, Reports, SimWorker, Unconfirmed
from tests.chaos.model.laws import BrokenLawError, Evidence, Step
from tests.chaos.model.tables import Rows, Tables
from tests.chaos.model.wire import Api, Call, Stage
from worker.store import Store

T = TypeVar("T")
Law: TypeAlias = Callable[[Evidence], Iterable[str]]
WORKERS: Final = 3


@dataclass(slots=True)
class Tally:
    """What a run did; `counts` names each thing that happened."""

    examples: int = 0
    steps: int = 0
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Scene:
    """What all examples of a run share."""

    runner: asyncio.Runner
    tables: Tables
    store: Store
    crew: Crew
    laws: Sequence[Law]
    bug: Bug
    tally: Tally

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run one piece of work to its end."""
        return self.runner.run(work)


class Example(RuleBasedStateMachine):
    """The state that the rules share."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self.scene = scene
        self.store = scene.store
        self.tables = scene.tables
        self.counts = scene.tally.counts
        self.api = Api()
        self.evidence = Evidence(self.api)
        self.now = 0
        self.tokens = 0
        self.calls: list[Call] = []
        self.holders: dict[Call, SimWorker] = {}
        self.unconfirmed: list[Unconfirmed] = []
        self.written: Reports = []
        self.hired = 0
        self.workers = [self.hire() for _ in range(WORKERS)]
        self.do(self.tables.clear())
        scene.tally.examples += 1

    @invariant()
    def laws_hold(self) -> None:
        """Read the tables and hear every law."""
        evidence = self.evidence
        evidence.before, evidence.after = evidence.after, self.do(self.tables.rows())
        evidence.moves = self.do(self.tables.moves())
        self.counts.update(f"{move.old} to {move.new}" for move in evidence.moves)
        broken = [line for law in self.scene.laws for line in law(evidence)]
        if broken:
            raise BrokenLawError("; ".join(broken))
        evidence.step = Step()
        self.scene.tally.steps += 1

    @property
    def rows(self) -> Rows:
        """The tables as the last step left them."""
        return self.evidence.after

    @property
    def step(self) -> Step:
        """What this step did."""
        return self.evidence.step

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run one piece of work to its end."""
        return self.scene.do(work)

    def expect(self, what: str, expected: object, seen: object) -> None:
        """Complain of a step that did something else than it should."""
        if expected != seen:
            self.step.complaints.append(f"{what}: expected {expected}, saw {seen}")

    def hire(self) -> SimWorker:
        """Start a worker."""
        self.hired += 1
        return self.scene.crew.hire(self.hired, lambda _: None)

    def at(self, *stages: Stage) -> list[Call]:
        """List the calls at these stages that an awake worker holds."""
        calls = [call for call in self.calls if call.stage in stages and call.heard]
        return [call for call in calls if not self.holders[call].frozen]

    def awake(self) -> list[SimWorker]:
        """List the workers that are not frozen."""
        return [worker for worker in self.workers if not worker.frozen]

    def frozen(self) -> list[SimWorker]:
        """List the workers that are; at most one at a time is."""
        return [worker for worker in self.workers if worker.frozen]

    def busy(self, account: str) -> str:
        """Return this account, or the other one where only that has rows that may begin."""
        due = [
            row["account"]
            for row in self.rows.jobs.values()
            if row["status"] == "pending" and row["due"]
        ]
        return account if account in due or not due else str(due[0])

    def jobs(self, *states: str) -> list[int]:
        """List the jobs in these states, all of them if none is named."""
        return [id_ for id_, row in self.rows.jobs.items() if not states or row["status"] in states]

    def paused(self) -> list[str]:
        """List the accounts that a pause of their own holds."""
        return [name for name, row in self.rows.accounts.items() if row["paused"]]


def choose(options: Sequence[T], pick: int) -> T:
    """Return one of the options, the same in every replay."""
    return options[pick % len(options)]
