"""The gauges that are read of the tables."""

from jobs.model import JobStatus
from worker.ops.web.figures import Figures
from worker.ops.web.fleet import Fleet

FIGURES = Figures(
    jobs=dict.fromkeys(JobStatus, 0),
    revision="1",
    oldest_pending_s=0,
    workers=0,
    permits=0,
    effective=0,
    paused={"InternalError.A": 1, "InternalError.B": 2},
    all_paused=False,
    starved=False,
)


def told(figures: Figures | None) -> dict[tuple[str, str], float]:
    """Collect, and return values by name and label."""
    fleet = Fleet(20)
    fleet.show(figures, ready=True)
    samples = [sample for family in fleet.collect() for sample in family.samples]
    return {(s.name, "".join(s.labels.values())): s.value for s in samples}


def test_the_limit_stands_in_while_there_is_no_bucket() -> None:
    """Before any worker has made one the setting is what may be sent."""
    seen = told(FIGURES)

    for name in ("permits", "effective"):
        assert 20 == seen[f"flowgroup_rate_limit_{name}_per_second", ""]


def test_accounts_of_one_label_are_added_up() -> None:
    """Codes that are not in the catalogue count together."""
    assert 3 == told(FIGURES)["flowgroup_paused_accounts", "InternalError"]


def test_what_is_not_known_is_absent() -> None:
    """While the database is away there is nothing but whether the process is ready."""
    assert {("flowgroup_ready", ""): 1} == told(None)
