"""Rows as a table for a terminal, wide or narrow."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from worker.ops.jobs.phrases import words
from worker.ops.jobs.records import Line, Page
from worker.ops.jobs.words import Words
from worker.ops.language import Language
from worker.ops.moments import NEVER, endless, span
from worker.ops.status.view import STYLES


def listing(page: Page, lang: Language) -> RenderableType:
    """Return the rows; a batch that all of them lack is left out."""
    say = words(lang)
    if not page.jobs:
        return Text(say.no_rows)
    batches = any(line.batch for line in page.jobs)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    table.add_column("id", no_wrap=True, justify="right")
    if batches:
        table.add_column("batch", overflow="ellipsis", no_wrap=True, max_width=16)
    table.add_column("status", no_wrap=True)
    table.add_column("attempts", no_wrap=True, justify="right")
    table.add_column(say.age, no_wrap=True, justify="right")
    table.add_column("flow_group_id / error_code", overflow="fold", ratio=1)
    for line in page.jobs:
        batch = [line.batch or ""] if batches else []
        status = Text(line.status, style=STYLES[line.status])
        tries = f"{line.attempts}/{line.max_attempts}"
        table.add_row(str(line.id), *batch, status, tries, span(line.age_s), _result(line, say))
    if page.before is None:
        return table
    return Group(table, Text(say.more.format(page.before), style="dim"))


def _result(line: Line, say: Words) -> Text:
    parts = []
    if line.second_groups:
        others = ", ".join(line.second_groups)
        text = say.second_groups.format(line.flow_group_id, others)
        parts.append(Text(text, style="bold red"))
    elif line.flow_group_id:
        parts.append(Text(line.flow_group_id))
    if line.code:
        parts.append(Text(f"{line.code}: {line.meaning}"))
    if line.fault:
        fault = {"n": line.faults, "path": line.fault.path, "message": line.fault.message}
        parts.append(Text(say.faults_in.format(**fault)))
    if line.duplicate_risk and not line.flow_group_id:
        parts.append(Text("[duplicate_risk]", style="yellow"))
    if line.status == "pending" and endless(line.run_after):
        parts.append(Text(f"(run_after: {NEVER})", style="dim"))
    elif line.due_in_s:
        parts.append(Text(f"({say.due_in.format(span(line.due_in_s))})", style="dim"))
    return Text(" ").join(parts)
