"""`flowgroup check`, `enqueue` and `plan` as people run them."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.support.emulated import example
from tests.support.jobs_command import Desk

Write = Callable[..., str]
LIMIT = 10 * 1024 * 1024


@pytest.fixture
def desk(database_url: str) -> Desk:
    """Return an operator's desk on the test's own database."""
    return Desk(database_url)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return what writes a file of JSON Lines: texts as they are, anything else as JSON."""

    def written(*rows: object, name: str = "rows.jsonl") -> str:
        texts = [row if isinstance(row, str) else orjson.dumps(row).decode() for row in rows]
        path = tmp_path / name
        path.write_text("\n".join(texts), "utf-8")
        return str(path)

    return written


def bad(**fields: object) -> dict[str, Any]:
    return example(1) | {"FlowGroupName": "a b"} | fields


def test_a_clean_file(desk: Desk, write: Write) -> None:
    """Examples, bare and with columns, have no fault that refuses them."""
    file = write(example(1), {"payload": example(2), "dedupe_key": "a", "run_after": "2030-01-01"})

    text = desk.says("check", file)

    assert f"{file}: 2 rows, 0 invalid, 1 with warnings" == text.splitlines()[-1]
    assert [] == desk.fetch("SELECT 1 FROM flowgroup.jobs")


def test_a_fault_has_its_place(desk: Desk, tmp_path: Path) -> None:
    """Each fault is told with file, line, path and reason, in the operator's language; the value is not."""
    file = tmp_path / "rows.json"
    rows = [example(1), {"payload": bad(), "colour": 1, "priority": "high"}]
    file.write_bytes(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
    line = file.read_text("utf-8").splitlines().index('      "FlowGroupName": "a b",') + 1
    english, chinese = (desk.run("check", str(file), lang=lang) for lang in ("en", "zh-CN"))

    assert (1, 1) == (english.exit_code, chinese.exit_code)
    assert f"{file}:{line}: error: FlowGroupName: Only Chinese, letters" in english.stdout
    assert f"{file}:{line}: 错误: FlowGroupName: 只能由中文" in chinese.stdout
    assert "error: priority: The column needs a whole number" in english.stdout
    assert "error: $: Beside payload a row has only" in english.stdout
    assert "a b" not in english.stdout.replace(str(file), "")


REFUSED = {
    "NUL": ('{"a": "\\u0000"}', "nul"),
    "half a pair": ('{"a": "\\ud800"}', "surrogate"),
    "a field twice": ('{"a": 1, "a": 2}', "repeated"),
    "out of range": ('{"a": 1e400}', "number"),
    "deep": ("[" * 1100 + "]" * 1100, "depth"),
    "deep and never closed": ("[" * 100_000, "depth"),
    "objects, deep": ('{"a":' * 100_000, "depth"),
    "no JSON": ('{"a": ', "json"),
    "no object": ("[1]", "type"),
    "too long": (f'{{"a": "{"x" * LIMIT}"}}', "size"),
}


@pytest.mark.parametrize("command", ["check", "enqueue"])
@pytest.mark.parametrize("name", REFUSED)
def test_what_postgres_refuses(desk: Desk, write: Write, name: str, command: str) -> None:
    """What is no jsonb, or too much of it, is caught with its line; the rows around it are judged, and stay out."""
    text, rule = REFUSED[name]
    file = write(example(1), text, example(1))
    result = desk.run(command, file, "--json")
    told = orjson.loads(result.stdout)

    assert 1 == result.exit_code
    assert (3, 1) == (told["files"][0]["rows"], told["files"][0]["invalid"])
    assert (2, 2, rule) in {(f["line"], f["row"], f["rule"]) for f in told["faults"]}
    assert {2} == {fault["line"] for fault in told["faults"]}
    assert [] == desk.fetch("SELECT 1 FROM flowgroup.jobs")


@pytest.mark.parametrize("over", [0, 1])
def test_ten_megabytes_to_the_byte(desk: Desk, write: Write, over: int) -> None:
    """A file's row is as large as the database prints it: 10 MB pass, a byte more does not."""
    body = example(1)
    flow = body["FlowFileInfos"][0]
    signer = flow["FlowApprovers"][0]
    body["FlowFileInfos"] = [flow | {"FlowApprovers": [signer | {"Name": ""}]}, flow]
    desk.fetch("INSERT INTO flowgroup.jobs (payload) VALUES ($1)", orjson.dumps(body).decode())
    [(size,)] = desk.fetch("SELECT octet_length(payload::text) FROM flowgroup.jobs")
    body["FlowFileInfos"][0]["FlowApprovers"][0]["Name"] = "x" * (LIMIT - size + over)

    told = orjson.loads(desk.run("check", write(body), "--json").stdout)

    assert (over == 1) == ("size" in {fault["rule"] for fault in told["faults"]})


def test_enqueue(desk: Desk, write: Write) -> None:
    """Rows come in with their columns in the file's order; --batch is for those that name none."""
    named = {"payload": example(2), "batch": "own", "dedupe_key": "k", "account": "north"}
    times = {"run_after": "2030-01-01T08:00+08:00", "send_before": "2030-01-02T00:00Z"}
    file = write(example(1), named | times | {"priority": 7, "max_attempts": 3})

    text = desk.says("enqueue", file, "--batch", "night")

    assert f"{file}: 2 rows: 2 new" in text
    assert "Rows without a dedupe_key: 1." in text
    columns = (
        "batch, dedupe_key, account, priority, max_attempts, run_after::text, send_before::text"
    )
    assert [
        ("night", None, "default", 0, 12),
        ("own", "k", "north", 7, 3, "2030-01-01 00:00:00+00", "2030-01-02 00:00:00+00"),
    ] == [
        row if row[1] else row[:5]
        for row in desk.fetch(f"SELECT {columns} FROM flowgroup.jobs ORDER BY id")  # noqa: S608
    ]


def test_numbers_keep_every_digit(desk: Desk, write: Write) -> None:
    """A payload goes in as it is written, also from beside columns."""
    body = orjson.dumps(example(1)).decode()
    text = re.sub(r'"ComponentPosX":[0-9.]+', '"ComponentPosX":1.10', body)
    desk.run("enqueue", write(f'{{"payload": {text}}}', text))
    rows = desk.fetch("SELECT payload::text FROM flowgroup.jobs")

    assert [True] * len(rows) == ["1.10" in row[0] for row in rows]
    assert 2 == len(rows)


def test_a_file_with_an_invalid_row_stays_out(desk: Desk, write: Write) -> None:
    """A file is enqueued whole or not at all; other files go in; --skip-invalid leaves only bad rows out."""
    mixed = write(*[example(1)] * 600, bad(), example(1), name="mixed.jsonl")
    good = write(example(1), name="good.jsonl")
    refused = desk.run("enqueue", mixed, good)
    first = desk.fetch("SELECT count(*) FROM flowgroup.jobs")
    skipped = desk.run("enqueue", mixed, "--skip-invalid")

    assert (1, 0) == (refused.exit_code, skipped.exit_code)
    assert "not enqueued: 1 of 602 rows are invalid" in refused.stdout
    assert f"{mixed}:601: error: FlowGroupName" in refused.stdout
    assert [(1,)] == first
    assert "601 new" in skipped.stdout
    assert [(602,)] == desk.fetch("SELECT count(*) FROM flowgroup.jobs")


def test_enqueued_again(desk: Desk, write: Write) -> None:
    """A re-run adds nothing; a mended row that was invalid waits again; a key twice in the files counts once."""
    rows = [{"payload": example(1), "dedupe_key": f"k{n}"} for n in range(3)]
    desk.fetch(
        "INSERT INTO flowgroup.jobs (payload, dedupe_key) VALUES ('{\"FlowFileInfos\": []}', 'k1')"
    )
    file = write(*rows, rows[0])

    first = desk.says("enqueue", file)
    again = desk.says("enqueue", file)

    assert "2 new, 1 mended, 0 known already, 1 repeated" in first
    assert f"{file}:4: warning: dedupe_key: The dedupe_key stands in these files before" in first
    assert "0 new, 0 mended, 3 known already, 1 repeated" in again
    assert [("pending", 3)] == desk.fetch("SELECT status, count(*) FROM flowgroup.jobs GROUP BY 1")


def test_an_account_that_nobody_knows(desk: Desk, write: Write) -> None:
    """An account without credentials here that was never used is a warning, and no fault of the row's."""
    file = write(example(1), {"payload": example(1), "account": "north"})
    desk.fetch(
        "INSERT INTO flowgroup.accounts (account, key_fingerprint, bound_at) VALUES ('north', 'k', now())"
    )
    keys = {"TENCENTCLOUD_SECRET_ID": "id", "TENCENTCLOUD_SECRET_KEY": "key"}
    commands = [("check", file), ("enqueue", file), ("plan",)]
    unknown = [desk.says(*words) for words in commands]
    known = [desk.says(*words, **keys) for words in commands]
    line = "account default: warning: No credentials here"

    assert [True] * 3 == [line in text for text in unknown]
    assert [False] * 3 == ["warning: No credentials" in text for text in known]
    assert "account north" not in "".join(unknown)


def test_check_needs_no_database(desk: Desk, write: Write) -> None:
    """A check of files goes without a database, and says what it could not look up."""
    result = desk.run("check", write(example(1)), FLOWGROUP_DATABASE_URL="")
    away = desk.run("check", write(example(1)), FLOWGROUP_DATABASE_URL="postgresql://127.0.0.1:1/x")

    assert (0, 0) == (result.exit_code, away.exit_code)
    assert "The database does not answer" in away.stdout
    assert "does not answer" not in result.stdout


def test_a_missing_file(desk: Desk, write: Write, tmp_path: Path) -> None:
    """A reference to a PDF that is not there is found before the night."""
    (tmp_path / "default").mkdir()
    body = example(1)
    body["FlowFileInfos"][0]["FileIds"] = ["file:a.pdf"]
    result = desk.run("check", write(body), FLOWGROUP_FILES_ROOT=str(tmp_path))

    assert 1 == result.exit_code
    assert "error: FlowFileInfos[0].FileIds[0]: There is no such file" in result.stdout
