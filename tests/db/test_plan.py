"""`flowgroup plan`: what the waiting rows come to."""

import re
from unittest.mock import patch

import orjson
import pytest

from tests.support.emulated import example
from tests.support.jobs_command import Desk
from worker.ops.ask import ask

MANY = """INSERT INTO flowgroup.jobs (payload, account, run_after)
SELECT $1::text::jsonb, $2, now() + make_interval(hours => $3) FROM generate_series(1, $4::int)"""


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
    """The end is that of the last row, which waits for its time; the calls alone take what the limit allows."""
    for _ in range(30):
        desk.insert()
    desk.fetch("UPDATE flowgroup.jobs SET run_after = now() + interval '1 hour' WHERE id > 10")
    desk.insert(account="north")
    desk.insert()
    desk.fetch("UPDATE flowgroup.jobs SET run_after = 'infinity' WHERE id = 32")

    told = orjson.loads(desk.says("plan", "--json", FLOWGROUP_RATE_LIMIT="2"))

    assert 3600 + 9 <= told["ends_in_s"] <= 3600 + 10
    assert 15.0 == told["seconds_at_limit"]
    assert {"default": 31, "north": 1} == {key["accounts"][0]: key["jobs"] for key in told["keys"]}
    assert 21 == told["later"]


def test_what_a_plan_says(desk: Desk) -> None:
    """People read what waits, how long it takes, when it ends, for each key too, and what is wrong, with an example."""
    body = example(1)
    body["FlowFileInfos"][0]["FileIds"] = ["file:a.pdf"]
    desk.fetch(MANY, orjson.dumps(body).decode(), "default", 10, 40)
    desk.fetch(MANY, orjson.dumps(example(1)).decode(), "north", 0, 19)
    desk.fetch(MANY, orjson.dumps(example(1) | {"FlowGroupName": "a b"}).decode(), "north", 0, 1)
    english, chinese = (
        [" ".join(line.split()) for line in desk.says("plan", lang=lang, **RATE).splitlines()]
        for lang in ("en", "zh-CN")
    )

    assert [] == [line for line in PLAN if line not in english]
    assert re.search(r"would end [-\d]{10} [:\d]{8} \+0000, in 10h00m", "\n".join(english))
    assert "按上限需时 20s" in chinese
    assert "north：20 行，2.00 次/秒：需时 10s，10s后结束" in chinese


RATE = {"FLOWGROUP_RATE_LIMIT": "2"}
PLAN = [
    "All batches",
    "rows 60 wait, 40 of them for their time",
    "60 are not checked yet: 1 of them will be invalid",
    f"contracts {60 * len(example(1)['FlowFileInfos'])} (units of the quota)",
    "uploads 1",
    "at the limit 20s",
    "default: 40 rows at 2.00 calls/s: 20s, would end in 10h00m",
    "north: 20 rows at 2.00 calls/s: 10s, would end in 10s",
    "Faults rows e.g. row what is wrong",
    "characters 1 60 Only Chinese, letters, digits and underscores.",
]


def test_a_plan_reads_a_little_at_a_time(desk: Desk) -> None:
    """However large the payloads are, few are read at once; each is judged, one that takes all the room too."""
    desk.fetch(MANY, orjson.dumps(example(1) | {"FlowGroupName": "a b"}).decode(), "default", 0, 7)
    where = "worker.ops.intake.plan"
    with patch(f"{where}._ROOM", 10), patch(f"{where}.ask", wraps=ask) as asked:
        told = orjson.loads(desk.says("plan", "--json"))
    looks = [call for call in asked.call_args_list if call.args[1] == "plan_unchecked"]

    assert (7, 8) == (told["unchecked_invalid"], len(looks))
