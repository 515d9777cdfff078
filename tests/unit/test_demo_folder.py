"""Where the demo keeps its things."""

import errno

import pytest

from worker.ops.demo.folder import demo_folder, usual


def test_an_error_inside_the_demo_comes_out_as_it_is() -> None:
    """A full disk during the demo is told as such, and not as a fault of the folder."""
    full = OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"), demo_folder():
        raise full


def test_a_second_demo_takes_a_temporary_folder() -> None:
    """While one demo runs, another keeps its things elsewhere and throws them away."""
    with demo_folder() as first, demo_folder() as second:
        assert (True, False) == (first.kept, second.kept)
        assert usual() == first.path

    assert (True, False) == (first.path.exists(), second.path.exists())


def test_a_folder_that_cannot_be_made_is_replaced() -> None:
    """A file in the way of the usual folder makes the demo use a temporary one."""
    usual().parent.mkdir(parents=True)
    usual().touch()

    with demo_folder() as folder:
        assert not folder.kept
