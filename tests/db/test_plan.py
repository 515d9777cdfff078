"""`flowgroup plan`: what the waiting rows come to."""

import orjson
import pytest

from tests.support.emulated import example
from tests.support.jobs_command import Desk


@pytest.fixture
def desk(database_url: str) -> Desk:
    """Return an operator's desk on the test's own database."""
    return Desk(database_url)


def test_plan(desk: Desk) -> None:
    """A plan adds up rows, contracts and files, counts faults by rule, and says when it would end."""
    body = example(1)
    for n, flow in enumerate(body["FlowFileInfos"]):
        flow["FileIds"] = [f"file:{n % 2}.pdf"]
    for _ in range(40):
        desk.insert(payload=body, batch="b")
    desk.insert(payload=example(1) | {"FlowGroupName": "a b"}, batch="b")
    desk.insert(status="invalid", batch="b")
    before = desk.fetch("SELECT id, status, xmin::text FROM flowgroup.jobs ORDER BY id")
    told = orjson.loads(desk.says("plan", "--batch", "b", "--json"))
    text = desk.says("plan", "--batch", "b")
    chinese = desk.says("plan", "--batch", "b", lang="zh-CN")

    contracts = 41 * len(body["FlowFileInfos"])
    assert (41, contracts, contracts) == (told["jobs"], told["contracts"], told["quota_units"])
    assert (2, 41, 1, 2.0) == (
        told["uploads"],
        told["unchecked"],
        told["unchecked_invalid"],
        told["seconds_at_limit"] // 1,
    )
    assert {"characters": 1, "type": 1} == {c["rule"]: c["jobs"] for c in told["faults"]}
    assert before == desk.fetch("SELECT id, status, xmin::text FROM flowgroup.jobs ORDER BY id")
    assert "41 are not checked yet: 1 of them will be invalid" in text
    assert "41 行尚未检查" in chinese


def test_a_plan_waits_for_what_is_due_later(desk: Desk) -> None:
    """The end is that of the last row: its time, and those that wait with it, at the limit of its key."""
    for _ in range(30):
        desk.insert()
    desk.fetch("UPDATE flowgroup.jobs SET run_after = now() + interval '1 hour' WHERE id > 10")
    desk.insert(account="north")
    desk.insert()
    desk.fetch("UPDATE flowgroup.jobs SET run_after = 'infinity' WHERE id = 32")

    told = orjson.loads(desk.says("plan", "--json", FLOWGROUP_RATE_LIMIT="2"))

    assert 3600 + 9 <= told["seconds_at_limit"] <= 3600 + 10
    assert {"default": 31, "north": 1} == {key["accounts"][0]: key["jobs"] for key in told["keys"]}
    assert 21 == told["later"]
