"""The measures by name: what each says, and how long it takes."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from tests.bench.backlog import backlog
from tests.bench.bench import Bench
from tests.bench.check import check
from tests.bench.check_rows import check_rows, enqueue_file
from tests.bench.checking import checking
from tests.bench.export import export
from tests.bench.figure import Figure
from tests.bench.insert import insert
from tests.bench.keys import keys
from tests.bench.lag import lag
from tests.bench.latency import latency
from tests.bench.memory import memory
from tests.bench.plot import plot
from tests.bench.prune import prune
from tests.bench.rough import jitter, rough
from tests.bench.share import share
from tests.bench.soak import soak
from tests.bench.unlimited import peers, unlimited
from tests.bench.views import views


@dataclass(frozen=True)
class Measure:
    """Something to measure; minutes at full length, and in the quick form."""

    says: str
    run: Callable[[Bench], Awaitable[list[Figure]]]
    full: float
    quick: float


MEASURES: Mapping[str, Measure] = {
    "share": Measure("limit used and refused, by workers and kind of second", share, 35, 5),
    "jitter": Measure("the same through a network that delays by 20 and 50 ms", jitter, 7, 1.5),
    "rough": Measure("the same with a busy core, killed workers, a paused one", rough, 3.5, 1.3),
    "unlimited": Measure("engine without a limit against a bare loop", unlimited, 4, 1),
    "peers": Measure("the same, and pgqueuer, oban, procrastinate", peers, 8, 3),
    "latency": Measure("insert to arrival at an idle worker", latency, 1.2, 0.5),
    "backlog": Measure("the start with millions of rows waiting or finished", backlog, 8, 1),
    "insert": Measure("INSERT … SELECT against a bare table", insert, 2, 0.3),
    "keys": Measure("25 keys at 20/s each on one machine", keys, 4, 1.5),
    "memory": Measure("peak memory of a worker", memory, 2, 1),
    "lag": Measure("event loop lag with large files and bodies", lag, 1.5, 1),
    "soak": Measure("memory, open files and tasks over a long run with faults", soak, 31, 3.5),
    "check": Measure("payloads checked a second, one core", check, 0.5, 0.3),
    "checks": Measure("rows checked a second through the database", check_rows, 0.5, 0.4),
    "checking": Measure("arrivals, lost slots while rows come and are checked", checking, 3.7, 1.7),
    "enqueue": Measure("flowgroup enqueue of 100,000 rows", enqueue_file, 1.5, 0.5),
    "views": Measure("views over a million waiting and five million finished rows", views, 8, 0.5),
    "export": Measure("flowgroup export of a million rows: pace and memory", export, 4, 0.5),
    "prune": Measure("pruning a million rows, and begin beside it", prune, 12, 0.8),
    "plot": Measure("draws docs/performance.svg", plot, 7, 3),
}
