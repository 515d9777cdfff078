"""What a machine remembers of a database."""

from pathlib import Path
from uuid import UUID

from worker.witness import Remembered, Witness

DATABASE = "7000-contracts/00000001"


def test_a_new_folder_is_witness_to_nothing(tmp_path: Path) -> None:
    """Without memory any database will do."""
    remembered = Witness(tmp_path, DATABASE).remembered

    assert not remembered.forgotten_by(None, None)
    assert (0, 0) == (remembered.generation, remembered.beats)


def test_a_sight_outlives_its_worker(tmp_path: Path) -> None:
    """The next worker of the machine is the same witness and knows what the last one saw."""
    first = Witness(tmp_path, DATABASE)
    first.remember((1, 5))

    assert Remembered(first.remembered.state_id, 1, 5) == Witness(tmp_path, DATABASE).remembered


def test_a_slower_worker_takes_nothing_back(tmp_path: Path) -> None:
    """Of two workers of one machine the newer sight stays."""
    first, second = Witness(tmp_path, DATABASE), Witness(tmp_path, DATABASE)
    second.remember((2, 1))
    first.remember((1, 9))

    assert (2, 1) == (first.remembered.generation, first.remembered.beats)


def test_a_database_that_knows_less_is_another() -> None:
    """Fewer sights, an older approval, or no row at all mean that the database was set back."""
    remembered = Remembered(UUID(int=1), 2, 5)

    assert [False, False, True, True, True] == [
        remembered.forgotten_by(*known) for known in ((2, 5), (3, None), (2, 4), (1, 9), (2, None))
    ]


def test_databases_are_kept_apart(tmp_path: Path) -> None:
    """A sight of one database says nothing about another; a failover's new timeline changes nothing."""
    Witness(tmp_path, DATABASE).remember((1, 5))

    assert 0 == Witness(tmp_path, "8000-contracts/00000001").remembered.beats
    assert 5 == Witness(tmp_path, "7000-contracts/00000002").remembered.beats


def test_a_torn_file_is_a_new_folder(tmp_path: Path) -> None:
    """A file that cannot be read is no reason to stop: it is witness to nothing."""
    Witness(tmp_path, DATABASE).remember((1, 5))
    (tmp_path / "witness" / "7000-contracts.json").write_text("{")

    assert 0 == Witness(tmp_path, DATABASE).remembered.beats
