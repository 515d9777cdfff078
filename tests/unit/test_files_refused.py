"""Which references open nothing: whatever is no ordinary PDF below the account's own folder."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.pdfs import ACCOUNT, Root, make_root, pdf
from worker.files.content import Files
from worker.files.fault import FileRefusedError, FilesAwayError, Rule
from worker.files.opening import LARGEST

SECRET = "secret-of-another"
REFERENCES = [
    ("file:", "file_form"),
    ("FILE:a.pdf", "file_form"),
    ("File:a.pdf", "file_form"),
    (" file:a.pdf", "file_form"),
    ("file: a.pdf", "file_form"),
    ("file:a.pdf ", "file_form"),
    ("file:/etc/passwd", "file_form"),
    ("file:///etc/passwd", "file_form"),
    ("file:a//b.pdf", "file_form"),
    ("file:a.pdf/", "file_form"),
    ("file:..", "file_outside"),
    ("file:../other/a.pdf", "file_outside"),
    ("file:sub/../../other/a.pdf", "file_outside"),
    ("file:sub/../a.pdf", "file_outside"),
    ("file:./a.pdf", "file_outside"),
    ("file:a.pdf\0.txt", "file_characters"),
    ("file:\0", "file_characters"),
    ("file:..\\other\\a.pdf", "file_characters"),
    ("file:C:\\a.pdf", "file_characters"),
    ("file:a\n.pdf", "file_characters"),
    ("file:\u202efdp.a", "file_characters"),
    ("file:a\u200b.pdf", "file_characters"),
    ("file:\ufeffa.pdf", "file_characters"),
    ("file:a\ud800.pdf", "file_characters"),
    ("file:\uff0e\uff0e/other/a.pdf", "file_characters"),
    ("file:\u2025/other/a.pdf", "file_characters"),
    ("file:..\uff0fother\uff0fa.pdf", "file_characters"),
    ("file:..\u2215other\u2215a.pdf", "file_characters"),
    ("file:..\uff3cother", "file_characters"),
    ("file:%2e%2e/other/a.pdf", "file_missing"),
    ("file:A.PDF", "file_missing"),
    ("file:a.pdf/b.pdf", "file_missing"),
    ("file:missing/a.pdf", "file_missing"),
    ("file:" + "a" * 256, "file_name_length"),
    ("file:" + "合" * 86, "file_name_length"),
    ("file:" + "a/" * 600 + "a.pdf", "file_name_length"),
    ("file:sub", "file_kind"),
]


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """Return a root with a file of the account, and one of another account that nobody may reach."""
    root = make_root(tmp_path)
    root.put("a.pdf")
    root.put("sub/b.pdf")
    other = root.path / "other"
    other.mkdir()
    (other / "a.pdf").write_bytes(pdf(SECRET))
    return root


def refusal(root: Root, reference: str, account: str = ACCOUNT) -> FileRefusedError:
    with pytest.raises(FileRefusedError) as caught:
        Files(root.path).check(account, reference)
    return caught.value


@pytest.mark.parametrize(("reference", "rule"), REFERENCES)
def test_a_reference_stays_below_the_accounts_folder(root: Root, reference: str, rule: str) -> None:
    """A reference that leads elsewhere, or could be taken to, is refused by name of the rule."""
    assert rule == refusal(root, reference).rule


@pytest.mark.parametrize(
    "account", ["", ".", "..", "../files/other", "a/b", "/etc", "a\0", "\uff0e."]
)
def test_an_account_that_names_no_folder_has_no_files(root: Root, account: str) -> None:
    """The account's own name cannot lead out of the root."""
    assert Rule.ACCOUNT == refusal(root, "file:a.pdf", account).rule


LINKS: dict[str, Callable[[Root], str]] = {
    "a file outside": lambda root: _link(root, "l.pdf", root.path / "other" / "a.pdf", "l.pdf"),
    "relative": lambda root: _link(root, "l.pdf", Path("../other/a.pdf"), "l.pdf"),
    "inside": lambda root: _link(root, "l.pdf", Path("a.pdf"), "l.pdf"),
    "a folder outside": lambda root: _link(root, "out", root.path / "other", "out/a.pdf"),
    "a folder inside": lambda root: _link(root, "in", Path("sub"), "in/b.pdf"),
    "a device": lambda root: _link(root, "zero", Path("/dev/zero"), "zero"),
    "itself": lambda root: _link(root, "loop", Path("loop"), "loop"),
    "nothing": lambda root: _link(root, "none", Path("nowhere"), "none"),
}


def _link(root: Root, name: str, target: Path, path: str) -> str:
    (root.folder / name).symlink_to(target)
    return f"file:{path}"


@pytest.mark.parametrize("make", LINKS.values(), ids=LINKS)
def test_links_are_not_followed(root: Root, make: Callable[[Root], str]) -> None:
    """A symbolic link is refused wherever it points, as the file and as a folder on the way."""
    assert Rule.LINK == refusal(root, make(root)).rule


@contextmanager
def _listening(path: Path) -> Iterator[None]:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(path))
        yield


def test_a_pipe_is_refused_without_waiting_for_its_writer(root: Root) -> None:
    """A FIFO holds nobody up."""
    os.mkfifo(root.folder / "pipe.pdf")

    assert Rule.KIND == refusal(root, "file:pipe.pdf").rule


def test_a_socket_is_refused(root: Root) -> None:
    """A socket is no file."""
    with _listening(root.folder / "s.pdf"):
        assert Rule.KIND == refusal(root, "file:s.pdf").rule


def test_a_device_is_refused() -> None:
    """A device is no file."""
    with pytest.raises(FileRefusedError) as caught:
        Files(Path("/")).check("dev", "file:null")

    assert Rule.KIND == caught.value.rule


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_refused(root: Root) -> None:
    """What the worker's user may not read is told as such."""
    (root.folder / "a.pdf").chmod(0)

    assert Rule.UNREADABLE == refusal(root, "file:a.pdf").rule


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", Rule.EMPTY),
        (b"%PD", Rule.TYPE),
        (b"PK\x03\x04 a spreadsheet", Rule.TYPE),
        (b"\n%PDF-1.7", Rule.TYPE),
        (b"%pdf-1.7", Rule.TYPE),
        (b"<html>%PDF-</html>", Rule.TYPE),
    ],
)
def test_only_pdfs_pass(root: Root, content: bytes, rule: Rule) -> None:
    """A file is a PDF by its first bytes, whatever its name says."""
    assert rule == refusal(root, root.put("x.pdf", content)).rule


def test_the_size_is_judged_before_anything_is_read(root: Root) -> None:
    """60 MB pass, one byte more does not; a hole of any size costs no reading."""
    reference = root.put("big.pdf", pdf())
    os.truncate(root.folder / "big.pdf", LARGEST)
    Files(root.path).check(ACCOUNT, reference)
    os.truncate(root.folder / "big.pdf", 2**40)

    assert Rule.SIZE == refusal(root, reference).rule


def test_a_share_that_is_away_blames_no_row(tmp_path: Path, root: Root) -> None:
    """Without root or account folder nothing is said of the file: it may be there tomorrow."""
    for where, account in ((None, ACCOUNT), (tmp_path / "no", ACCOUNT), (root.path, "new")):
        with pytest.raises(FilesAwayError) as caught:
            Files(where).check(account, "file:a.pdf")

        assert "FLOWGROUP_FILES_ROOT" in caught.value.reason


@pytest.mark.parametrize("rule", Rule)
def test_a_refusal_speaks_both_languages_and_repeats_nothing(rule: Rule) -> None:
    """Each rule has a message in English and in Chinese; the name of the file is in neither."""
    fault = FileRefusedError(rule).at("FlowFileInfos[0].FileIds[0]")

    assert ["path", "rule", "message", "message_zh"] == list(fault)
    assert fault["message"].isascii()
    assert not fault["message_zh"].isascii()


def test_nothing_said_names_file_or_content(root: Root) -> None:
    """Neither the exception's text nor its repr holds the name or the bytes."""
    for content in (b"", SECRET.encode()):
        error = refusal(root, root.put(f"{SECRET}.pdf", content))

        assert SECRET not in repr(error) + str(error) + str(error.at("FileIds[0]"))
