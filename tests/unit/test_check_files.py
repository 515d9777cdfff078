"""A look at files that hangs keeps no verdict from anybody."""

from pathlib import Path
from threading import Event

import orjson

from tests.support.emulated import example
from worker.check.judge import Judge
from worker.files.content import Files

NOW = 1_700_000_000
FOREVER = 60.0


class Share(Files):
    """A share that hangs until it is back; then nothing is there."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.back = Event()
        self.asked: list[str] = []

    def check(self, account: str, reference: str) -> None:
        """Hang, then look."""
        self.asked.append(reference)
        self.back.wait(FOREVER)
        super().check(account, reference)


def rules(judge: Judge, *names: str) -> list[str]:
    """Judge a payload that refers to files; return what is wrong."""
    body = example(1)
    for flow, name in zip(body["FlowFileInfos"], names, strict=False):
        flow["FileIds"] = [f"file:{name}"]
    return [fault.rule for fault in judge.of_text(orjson.dumps(body), "default", NOW, None)]


def test_rows_pass_while_a_share_hangs(tmp_path: Path) -> None:
    """One look waits no longer than a batch may; no other is begun until it is over, and then files are seen again."""
    (tmp_path / "default").mkdir()
    share = Share(tmp_path)
    judge = Judge(share, patience=0.05)
    hung = rules(judge, "a.pdf", "b.pdf")
    judge.start()
    again = rules(judge, "c.pdf")
    asked = list(share.asked)
    share.back.set()
    patient = Judge(share, patience=FOREVER)

    assert ([], [], ["file:a.pdf"]) == (hung, again, asked)
    assert ["file_missing"] == rules(patient, "d.pdf")


def test_a_slow_share_gets_no_more_than_its_time(tmp_path: Path) -> None:
    """Once a batch has spent its time on files, the rest of its rows pass unseen; the next batch looks again."""
    (tmp_path / "default").mkdir()
    share = Share(tmp_path)
    share.back.set()
    judge = Judge(share, patience=0.0)

    assert ([], []) == (rules(judge, "a.pdf"), share.asked)


def test_a_file_that_is_missed_often(tmp_path: Path) -> None:
    """However often a payload names what is not there, a hundred places are told."""
    (tmp_path / "default").mkdir()
    body = example(1)
    body["FlowFileInfos"][0]["FileIds"] = ["file:a.pdf"] * 500
    found = Judge(Files(tmp_path)).of_text(orjson.dumps(body), "default", NOW, None)

    assert 100 == [fault.rule for fault in found].count("file_missing")
