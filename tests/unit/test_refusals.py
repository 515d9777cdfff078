"""What SQL refuses is told in both languages."""

import re
from importlib.resources import files
from pathlib import Path

from worker.bilingual import spoken
from worker.gate import because
from worker.ops.refusals import CHINESE, in_both

_RAISED = re.compile(r"RAISE EXCEPTION '((?:[^']|'')*)'")


def test_each_sentence_that_sql_raises_has_its_chinese() -> None:
    """No RAISE of the migrations is missing from the table, and the table has no others."""
    scripts = Path(str(files("migrations") / "sql")).rglob("*.sql")
    raised = {one for script in scripts for one in _RAISED.findall(script.read_text("utf-8"))}

    assert raised == set(CHINESE)


def test_values_stand_in_both_halves() -> None:
    """What RAISE filled in is filled in again, in the same order."""
    told = in_both(
        "Too early: the request of job 7 may still be accepted. Say not_created after 06:00."
    )

    assert "为时过早：任务 7 的请求仍可能被受理。请在 06:00 之后再下结论 not_created。" == spoken(
        told, "zh-CN"
    )
    assert spoken(told, "en").startswith("Too early: the request of job 7")


def test_another_sentence_stays_as_it_is() -> None:
    """What another extension raises is passed on untouched."""
    assert "out of order" == in_both("out of order")


def test_why_an_account_is_paused_stands_in_both_halves() -> None:
    """The reason that is kept is the code's meaning and the way to the API's own words."""
    told = because("AuthFailure", 7)

    assert "What the API said: flowgroup jobs show 7" in spoken(told, "en")
    assert "CAM 签名或鉴权错误。API 的原话：flowgroup jobs show 7" == spoken(told, "zh-CN")
