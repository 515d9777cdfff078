"""Results on disk: kept before they are said to be kept, adopted once, and never by the wrong database."""

import resource
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from worker.records import Report, Unsent
from worker.spool import Spool

DATABASE = "7000-contracts/00000001"
REPORT = Report(
    7,
    2,
    uuid4(),
    "created",
    request_id="s1",
    latency_ms=12,
    flow_group_id="g1",
    flow_ids=["f1", "f2"],
    approvers=[{"FlowId": "f1"}],
    duplicate_risk=True,
)


def _spool(folder: Path, worker: str, database: str = DATABASE) -> Spool:
    spool = Spool(folder, worker)
    spool.belong_to(database)
    return spool


def _attempts(spool: Spool) -> list[int]:
    return [entry.attempt_no for entry in spool.adopt() if isinstance(entry, Report)]


def _files(folder: Path) -> list[Path]:
    return list((folder / "spool").glob("*"))


@contextmanager
def _full_disk() -> Iterator[None]:
    """Let the kernel refuse every write to a file, as a full disk does."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_dead_workers_reports_are_adopted_whole(tmp_path: Path) -> None:
    """What a worker kept before it died is the next one's to write, field by field, and once."""
    with _spool(tmp_path, "dead:1:a") as dead:
        dead.keep([REPORT, replace(REPORT, attempt_no=3)])

    with _spool(tmp_path, "next:2:b") as following:
        assert [REPORT, replace(REPORT, attempt_no=3)] == following.adopt()
    with _spool(tmp_path, "third:3:c") as third:
        assert [REPORT, replace(REPORT, attempt_no=3)] == third.adopt()
        third.clear()

    assert [] == _files(tmp_path)


def test_a_token_outlives_its_worker(tmp_path: Path) -> None:
    """A begin for which nothing was sent is adopted like a report, with how long its rows may yet appear."""
    begin = Unsent(uuid4(), 180.0)
    with _spool(tmp_path, "dead:1:a") as dead:
        dead.keep([begin, REPORT])

    with _spool(tmp_path, "next:2:b") as following:
        assert [begin, REPORT] == following.adopt()


def test_a_full_disk_loses_nothing_that_a_dead_worker_left(tmp_path: Path) -> None:
    """What cannot be moved is taken up all the same, and stays on the disk where it is."""
    for number in (1, 2):
        with _spool(tmp_path, f"dead:{number}:a") as dead:
            dead.keep([replace(REPORT, attempt_no=number)])

    with _spool(tmp_path, "next:3:b") as following:
        with _full_disk():
            assert [1, 2] == _attempts(following)
        assert 2 <= len(_files(tmp_path))
        assert [1, 2] == _attempts(following)


def test_what_is_not_ours_is_read_once(tmp_path: Path) -> None:
    """A file that also holds another database's entries is taken up once, not with each look."""
    with _spool(tmp_path, "dead:1:a") as dead:
        dead.keep([REPORT])
    with _spool(tmp_path, "dead:1:a", "8000-contracts/00000001") as dead:
        dead.keep([replace(REPORT, attempt_no=3)])

    with _spool(tmp_path, "next:2:b") as following:
        assert [[2], []] == [_attempts(following), _attempts(following)]


def test_a_living_workers_file_is_left_alone(tmp_path: Path) -> None:
    """A file whose owner lives is not adopted."""
    with _spool(tmp_path, "alive:1:a") as alive, _spool(tmp_path, "other:2:b") as other:
        alive.keep([REPORT])

        assert [] == other.adopt()


def test_another_databases_reports_stay(tmp_path: Path) -> None:
    """Reports of another database are neither adopted nor lost."""
    with _spool(tmp_path, "dead:1:a", "8000-contracts/00000001") as dead:
        dead.keep([REPORT])

    with _spool(tmp_path, "next:2:b") as following:
        assert [] == following.adopt()
    with _spool(tmp_path, "right:3:c", "8000-contracts/00000009") as right:
        assert [REPORT] == right.adopt()


def test_only_ids_and_codes_reach_the_disk(tmp_path: Path) -> None:
    """The file is the owner's alone and holds no message."""
    with _spool(tmp_path, "dead:1:a") as dead:
        dead.keep([replace(REPORT, error_message="somebody's name")])
        [file] = _files(tmp_path)

        assert 0o600 == stat.S_IMODE(file.stat().st_mode)
        assert b"somebody" not in file.read_bytes()


def test_a_full_disk_is_told_and_harms_nothing(tmp_path: Path) -> None:
    """A refused write raises; what was kept before and after is whole."""
    with _spool(tmp_path, "dead:1:a") as dead:
        dead.keep([REPORT])
        with _full_disk(), pytest.raises(OSError, match=r"large|space"):
            dead.keep([replace(REPORT, attempt_no=3)])
        dead.keep([replace(REPORT, attempt_no=4)])

    with _spool(tmp_path, "next:2:b") as following:
        assert [2, 4] == _attempts(following)


def test_a_cut_line_costs_no_other(tmp_path: Path) -> None:
    """A line that a crash cut was never acknowledged; the ones around it are read."""
    with _spool(tmp_path, "dead:1:a") as dead:
        dead.keep([REPORT])
        [file] = _files(tmp_path)
        with file.open("ab") as tail:
            tail.write(b'{"database": "7000-contr')
        dead.keep([replace(REPORT, attempt_no=3)])

    with _spool(tmp_path, "next:2:b") as following:
        assert [2, 3] == _attempts(following)


def test_workers_that_start_together_adopt_each_file_once(tmp_path: Path) -> None:
    """Several workers that look into the same folder share its files, and none stumbles."""
    for dead in range(40):
        with _spool(tmp_path, f"dead:{dead}:a") as spool:
            spool.keep([replace(REPORT, job_id=dead)])

    spools = [_spool(tmp_path, f"next:{n}:b") for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        adopted = [
            r.job_id
            for entries in pool.map(Spool.adopt, spools)
            for r in entries
            if isinstance(r, Report)
        ]
    for spool in spools:
        spool.__exit__(None, None, None)

    assert list(range(40)) == sorted(adopted)


def test_a_line_of_another_version_stops_nobody(tmp_path: Path) -> None:
    """A line that this version does not understand is passed over and kept for one that does."""
    with _spool(tmp_path, "dead:1:a") as dead:
        dead.keep([REPORT])
        [file] = _files(tmp_path)
        with file.open("ab") as tail:
            tail.write(b'{"database": "7000-contracts", "token": 1, "news": true}\n[]\n')

    with _spool(tmp_path, "next:2:b") as following:
        assert [REPORT] == following.adopt()
        assert file.exists()
