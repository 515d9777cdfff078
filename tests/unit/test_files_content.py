"""What a reference means: bytes, their hash, and what happens when they change."""

import hashlib
import os
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from tests.support.pdfs import ACCOUNT, Root, make_root, pdf
from worker.files import content as contents
from worker.files.content import Content, Files
from worker.files.fault import FileRefusedError, FilesAwayError, Rule


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """Return an empty root."""
    return make_root(tmp_path)


@pytest.mark.parametrize(
    "name", ["a.pdf", "contracts/a.pdf", "合同/采购 1.pdf", "a/b/c/d", "..a.pdf"]
)
def test_a_file_below_the_account_is_read(root: Root, name: str) -> None:
    """A reference is the path below the account's folder, in any script."""
    reference = root.put(name, pdf(size=3_000_000))
    expected = hashlib.sha256(pdf(size=3_000_000)).hexdigest()

    assert Content(expected, 3_000_000) == Files(root.path).content(ACCOUNT, reference)


def test_the_root_itself_may_be_a_link(root: Root, tmp_path: Path) -> None:
    """Where the root leads is the operator's choice."""
    reference = root.put("a.pdf")
    (tmp_path / "link").symlink_to(root.path)

    Files(tmp_path / "link").check(ACCOUNT, reference)


def test_a_file_is_read_once_while_it_stays(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hash is remembered until the file changes or is mistrusted."""
    reads = Mock(side_effect=contents._read)  # noqa: SLF001 - counted
    monkeypatch.setattr(contents, "_read", reads)
    files = Files(root.path)
    reference = root.put("a.pdf", pdf("one"))

    first = [files.content(ACCOUNT, reference) for _ in range(3)]
    assert 1 == reads.call_count

    files.mistrust(ACCOUNT, reference)
    again = files.content(ACCOUNT, reference)
    root.put("a.pdf", pdf("another"))
    changed = files.content(ACCOUNT, reference)

    assert 3 == reads.call_count
    assert {first[0]} == {*first, again}
    assert changed != again


def test_memory_is_bounded(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all files ever read only the last ones are remembered."""
    monkeypatch.setattr(contents, "REMEMBERED", 2)
    files = Files(root.path)
    for n in range(5):
        files.content(ACCOUNT, root.put(f"{n}.pdf"))

    assert 2 == len(files._known)  # noqa: SLF001 - the point


def test_a_file_that_grows_while_it_is_read_waits(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy that is still going on is no fault of the row: its hash would be of half a file."""
    reference = root.put("a.pdf", pdf(size=10))
    signs = contents._signs  # noqa: SLF001 - the hook

    def grow(file: Any) -> Any:  # noqa: ANN401 - passed on
        with (root.folder / "a.pdf").open("ab") as more:
            more.write(b"more")
        return signs(file)

    files = Files(root.path)
    monkeypatch.setattr(contents, "_signs", grow)
    with pytest.raises(FilesAwayError, match="being written"):
        files.content(ACCOUNT, reference)


def test_a_link_put_in_the_files_place_opens_nothing(root: Root, tmp_path: Path) -> None:
    """Between looking and opening the file may be swapped for a link: it is not followed."""
    reference = root.put("a.pdf")
    (tmp_path / "outside.pdf").write_bytes(pdf("outside"))
    real = os.stat
    swapped = []

    def stat_then_swap(name: str, **how: Any) -> os.stat_result:  # noqa: ANN401 - passed on
        seen = real(name, **how)
        (root.folder / "a.pdf").unlink()
        (root.folder / "a.pdf").symlink_to(tmp_path / "outside.pdf")
        swapped.append(name)
        return seen

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("worker.files.opening.os.stat", stat_then_swap)
        with pytest.raises(FileRefusedError) as caught:
            Files(root.path).check(ACCOUNT, reference)

    assert (Rule.LINK, ["a.pdf"]) == (caught.value.rule, swapped)


def test_a_pipe_put_in_the_files_place_holds_nobody(root: Root) -> None:
    """Swapped for a pipe after the look, it is opened without waiting and refused by its kind."""
    reference = root.put("a.pdf")
    real = os.stat

    def stat_then_swap(name: str, **how: Any) -> os.stat_result:  # noqa: ANN401 - passed on
        seen = real(name, **how)
        (root.folder / "a.pdf").unlink()
        os.mkfifo(root.folder / "a.pdf")
        return seen

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("worker.files.opening.os.stat", stat_then_swap)
        with pytest.raises(FileRefusedError) as caught:
            Files(root.path).check(ACCOUNT, reference)

    assert Rule.KIND == caught.value.rule


def _descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_no_descriptor_is_left_open(root: Root) -> None:
    """Whether a reference opens or is refused, the walk closes what it opened."""
    root.put("a/b/c.pdf")
    before = _descriptors()
    files = Files(root.path)
    for reference in ("file:a/b/c.pdf", "file:a/b/no.pdf", "file:a/no/c.pdf", "file:a/b"):
        try:
            files.content(ACCOUNT, reference)
        except FileRefusedError:
            continue

    assert before == _descriptors()
