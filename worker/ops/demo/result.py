"""What the demo did: from the tables, and from the API's own ledger."""

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text
from sqlalchemy import RowMapping

from worker.bilingual import both
from worker.ops.demo.api import LIMIT, Ledger
from worker.ops.demo.rows import SAMPLE
from worker.ops.demo.words import Words
from worker.ops.invocation import invocation
from worker.ops.status import Status

_WIDE: Final = 72
_SPARE: Final = frozenset({"contracts"})
_FILES: Final = """\
SELECT left(sha256, 12) AS sha256, size, file_id, valid_until
FROM flowgroup.files ORDER BY uploaded_at LIMIT 5;"""
_MORE: Final = """\
SELECT job_id, attempt_no, outcome, error_code, request_id, latency_ms
FROM flowgroup.attempts WHERE attempt_no > 1 OR outcome <> 'created'
ORDER BY job_id, attempt_no LIMIT 10;"""


def faults(status: Status, ids: Sequence[str], ledger: Ledger) -> list[str]:
    """Return what does not add up between the rows and the API's ledger; empty when all is well."""
    rows, created = sorted(ids), sorted(ledger.created)
    found = []
    if open_rows := status.total - status.final:
        found.append(both(f"{open_rows} rows are not final", f"{open_rows} 行尚未结束"))
    if others := status.total - status.jobs["succeeded"]:
        found.append(both(f"{others} rows did not succeed", f"{others} 行未成功"))
    if rows != created:
        found.append(
            both(
                f"the API created {len(created)} groups, the rows hold {len(rows)}",
                f"API 创建了 {len(created)} 个合同组，表中有 {len(rows)} 个",
            )
        )
    return found


def print_statement(console: Console, statement: str, note: str) -> None:
    """Print SQL and what its parameters are."""
    _print_sql(console, statement)
    console.print(Text(note, style="dim"))


def print_result(
    console: Console,
    status: Status,
    rows: Sequence[RowMapping],
    ledger: Ledger,
    say: Words,
    *,
    seconds: float,
    pdfs: int,
) -> None:
    """Print both sides, a few rows, and the SQL that shows them."""
    console.print(_sides(status, ledger, say, seconds=seconds, pdfs=pdfs))
    console.print()
    console.print(_rows(rows, console.width))
    console.print()


def print_next(console: Console, say: Words, *, kept: bool) -> None:
    """Print what to try now."""
    command = invocation()
    if kept:
        console.print(
            Text(say.in_sql.format(f"{command} demo --psql"), style="bold"), soft_wrap=True
        )
        for statement in (f"{SAMPLE};", _MORE, _FILES):
            _print_sql(console, statement)
        console.print()
    console.print(Text(say.next, style="bold"))
    for step, use in (
        (f"{command} emulator", say.emulator),
        (f"{command} --help", say.help),
        ("README.md", say.readme),
    ):
        console.print(Text(step), soft_wrap=True)
        console.print(Text(f"    {use}", style="dim"))


def _print_sql(console: Console, statement: str) -> None:
    """Print it in one piece, so that it can be copied."""
    coloured = Syntax(statement, "sql", background_color="default").highlight(statement)
    coloured.rstrip()
    console.print(coloured, soft_wrap=True)


def _sides(status: Status, ledger: Ledger, say: Words, *, seconds: float, pdfs: int) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(say.rows_say)
    table.add_column("", justify="right")
    table.add_column(say.ledger_says)
    table.add_column("", justify="right")
    errors = sum(ledger.codes.values()) - ledger.throttled
    others = status.total - status.jobs["succeeded"]
    table.add_row("succeeded", f"{status.jobs['succeeded']}", say.calls, f"{ledger.arrivals}")
    table.add_row(say.others, f"{others}", say.created, f"{len(ledger.created)}")
    table.add_row(say.contracts, f"{status.contracts_issued}", say.errors, f"{errors}")
    table.add_row("PDFs", f"{pdfs}", say.uploaded, f"{ledger.uploads}")
    table.add_row(say.seconds, f"{seconds:.1f}", say.throttled, f"{ledger.throttled}")
    table.add_row("", "", say.pace, f"{ledger.pace:.1f}")
    table.add_row("", "", say.peak.format(limit=LIMIT), f"{ledger.peak}")
    return table


def _rows(rows: Sequence[RowMapping], width: int) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    names = [name for name in (rows[0] if rows else ()) if width >= _WIDE or name not in _SPARE]
    for name in names:
        table.add_column(name, no_wrap=True)
    for row in rows:
        table.add_row(*(Text(str(row[name])) for name in names))
    return table
