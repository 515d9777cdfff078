"""The whole of begin, finish, reap and resolve against a modelled wire, step by step, in any order.

Each event is one thing that happens: a worker asks, bytes leave, the API makes a group or not, an answer comes,
is lost or is late, a report is written, written again or dies with its worker, time passes, a person decides.
The tables are real, and time passes by ageing them. After every step every law of laws.py is heard.
"""

import asyncio
import tempfile
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from tests.chaos.figures import Figures
from tests.chaos.model import laws
from tests.chaos.model.base import Law, Scene, Tally
from tests.chaos.model.bugs import NONE, Bug
from tests.chaos.model.crew import Crew
from tests.chaos.model.events import Event, events_of
from tests.chaos.model.laws import BrokenLawError
from tests.chaos.model.people_rules import PeopleRules
from tests.chaos.model.tables import Tables
from tests.chaos.model.wire_rules import WireRules
from tests.chaos.model.worker_rules import WorkerRules
from tests.support.databases import create_database, with_database
from worker.postgres import EmbeddedPostgres
from worker.schema import migrate
from worker.store import Store

NAME = "machine"
STEPS = 50_000
QUICK_STEPS = 2_000
STEPS_OF_AN_EXAMPLE = 60
EXAMPLES_OF_A_SEED = 25


class Machine(WorkerRules, WireRules, PeopleRules):
    """All events together."""

    @initialize(favourites=st.lists(st.integers(0, 99), max_size=3))
    def prefer(self, favourites: list[int]) -> None:
        """In each example some events come more often."""
        self.favourites = {EVENTS[n % len(EVENTS)].name for n in favourites}

    @rule(dice=st.integers(0, 9999), data=st.data())
    def step_on(self, dice: int, data: st.DataObject) -> None:
        """One of the events that can happen does."""
        possible = [event for event in EVENTS if event.when(self)]
        bounds = list(accumulate(self.weight(event) for event in possible))
        event = possible[bisect(bounds, dice % bounds[-1])]
        event.happen(self, **data.draw(event.details, event.name))

    def weight(self, event: Event) -> int:
        """Return how often an event comes among the others, in this example."""
        return event.weight * (5 if event.name in self.favourites else 1)


EVENTS = events_of(Machine)


def explore(
    url: str,
    *,
    seeded: int,
    steps: int,
    bug: Bug = NONE,
    held: Sequence[Law] = laws.ALL,
    happens: Sequence[str] = (),
) -> Tally:
    """Run at least `steps` steps on the migrated database of this URL.

    What a seed draws changes with the code, so where some kind of event has to come up, `happens` lets it go on
    for it, five times as many steps at most.

    Raises:
        BrokenLawError: a law did not hold; hypothesis tells the steps to it.
    """
    tally = Tally()
    with (
        asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner,
        tempfile.TemporaryDirectory() as folder,
    ):
        tables = runner.run(Tables.open(url, bug))
        store = Store(tables.engine)
        scene = Scene(runner, tables, store, Crew(store, Path(folder)), held, bug, tally)
        try:
            while tally.steps < steps or (
                tally.steps < 5 * steps and not all(tally.counts[name] for name in happens)
            ):
                _explore(scene, seeded + tally.examples)
        finally:
            runner.run(tables.close())
    return tally


def _explore(scene: Scene, seeded: int) -> None:
    @seed(seeded)
    class Seeded(Machine):
        def __init__(self) -> None:
            super().__init__(scene)

    limits = settings(
        max_examples=EXAMPLES_OF_A_SEED,
        stateful_step_count=STEPS_OF_AN_EXAMPLE,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    run_state_machine_as_test(Seeded, settings=limits)


async def run(seed: int, *, quick: bool) -> Figures:
    """Run the machine on an embedded PostgreSQL of its own."""
    steps = QUICK_STEPS if quick else STEPS
    figures = Figures("Any order of events against a modelled wire", seed)
    try:
        tally = await asyncio.to_thread(_run, seed, steps)
    except BrokenLawError as error:
        figures.must("laws broken", str(error), "none")
        return figures
    figures.must("laws broken", "none", "none")
    figures.at_least("steps", tally.steps, steps)
    figures.note({"examples": tally.examples, **dict(sorted(tally.counts.items()))})
    return figures


def _run(seed: int, steps: int) -> Tally:
    with (
        tempfile.TemporaryDirectory(prefix="flowgroup-") as folder,
        EmbeddedPostgres(Path(folder) / "postgres", durable=False, temporary=True) as server,
    ):
        name = asyncio.run(create_database(server.url(), "machine"))
        url = with_database(server.url(), name)
        asyncio.run(migrate(url))
        return explore(url, seeded=seed, steps=steps)
