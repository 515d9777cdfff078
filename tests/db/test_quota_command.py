"""`flowgroup quota` as people and scripts meet it, and the line that others say of it."""

import orjson
import pytest

from tests.support.jobs_command import Desk

TELL = ("quota", "--account", "north", "--left")


@pytest.fixture
def desk(database_url: str) -> Desk:
    """Return an operator's desk on the test's own database."""
    return Desk(database_url)


def test_telling_and_taking_away(desk: Desk) -> None:
    """A person tells what is left, sees how far it reaches, and takes it away; each deed has its line of audit."""
    told = desk.says(*TELL, "50,000", "--reason", "bought 50k")
    shown = desk.says("quota")
    gone = [desk.says("quota", "--account", "north", "--unset") for _ in range(2)]

    assert "Account north: 50,000 contracts left are counted down from now." in told
    assert ["north", "50,000", "0", "50,000", "0", "0", "enough"] == shown.splitlines()[1].split()[
        :7
    ]
    assert "no quota is counted down any more" in gone[0]
    assert "no quota was told" in gone[1]
    assert "flowgroup quota --account default --left N" in desk.says("quota")
    assert [("north", "bought 50k", "50000"), ("north", None, None)] == desk.fetch(
        "SELECT account, reason, detail ->> 'units_left' FROM flowgroup.audit ORDER BY id"
    )


def test_a_script_reads_the_columns_of_the_view(desk: Desk) -> None:
    """With --json it is a document, of one account or of all."""
    desk.insert(account="north")
    told = orjson.loads(desk.says(*TELL, "1", "--json"))["quotas"]
    desk.says("quota", "--account", "south", "--left", "7")
    every, south, none = (
        orjson.loads(desk.says("quota", *which, "--json"))["quotas"]
        for which in ((), ("--account", "south"), ("--account", "west"))
    )

    [(columns,)] = desk.fetch("SELECT to_jsonb(q)::text FROM flowgroup.quota_state q LIMIT 1")
    assert orjson.loads(columns).keys() == told[0].keys()
    assert (1, 0, 1, 2, 1, False, 0) == tuple(
        told[0][name]
        for name in ("told", "issued", "units_left", "waiting", "missing", "enough", "groups_left")
    )
    assert [["north", "south"], ["south"], []] == [
        [one["account"] for one in found] for found in (every, south, none)
    ]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("--left", "5"), "name it, --account default"),
        (("--unset",), "name it, --account default"),
        (("--account", "a", "--left", "5", "--unset"), "exclude each other"),
        (("--account", "a", "--left", "-5"), "is no number of contracts"),
        (("--account", "a", "--left", "lots"), "is no number of contracts"),
        (("--account", "a", "--left", "9" * 13), "is no number of contracts"),
    ],
)
def test_what_tells_nothing_is_wrong_usage(desk: Desk, typed: tuple[str, ...], words: str) -> None:
    """A quota needs one account and a number of contracts; else nothing is written."""
    assert words in desk.refuses("quota", *typed, code=2)
    assert [] == desk.fetch("SELECT 1 FROM flowgroup.quotas")


def test_what_sql_refuses_is_told(desk: Desk) -> None:
    """All accounts together have no quota."""
    assert "A quota is of one account" in desk.refuses("quota", "--account", "*", "--left", "5")


@pytest.mark.parametrize("command", ["status", "plan", "quota"])
@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "account [b]: 3 contracts left, 4 wait: the quota ends after about 1 group. Buy 1"),
        (
            "zh-CN",
            "账户 [b]：合同额度剩余 3 份，等待发起 4 份：约再发起 1 个合同组后用完。请购买 1 份",
        ),
    ],
)
def test_what_falls_short_is_one_line(desk: Desk, command: str, lang: str, line: str) -> None:
    """Status, plan and quota say of a quota that was told and falls short what to buy; of another one nothing."""
    for _ in range(2):
        desk.insert(account="[b]")
    desk.says("quota", "--account", "[b]", "--left", "4")
    enough = desk.says(command, lang=lang)
    desk.says("quota", "--account", "[b]", "--left", "3")

    assert line[-6:] not in enough
    assert line in " ".join(desk.says(command, lang=lang).split())


@pytest.mark.parametrize("command", ["status", "plan"])
def test_a_script_reads_it_there_too(desk: Desk, command: str) -> None:
    """Their documents hold every quota that was told, with the same names."""
    none = orjson.loads(desk.says(command, "--json"))
    desk.says(*TELL, "9")
    [one] = orjson.loads(desk.says(command, "--json"))["quotas"]

    assert [] == none["quotas"]
    assert ("north", 9, True) == (one["account"], one["units_left"], one["enough"])


def test_doubts_and_what_to_buy(desk: Desk) -> None:
    """What may have been spent beside it, and how many are missing, stand in the table."""
    desk.insert()
    desk.says("quota", "--account", "default", "--left", "1")
    desk.insert(status="in_doubt")
    [line, *_] = desk.says("quota").splitlines()[1:]

    assert "up to 2 more" in line
    assert "buy 1 " in line
