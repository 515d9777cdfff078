"""A plan as text for a terminal."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from worker.ops.intake.phrases import phrases
from worker.ops.intake.plan import Plan
from worker.ops.language import Language
from worker.ops.moments import moment, span
from worker.ops.quota.words import shortage, words


def view(plan: Plan, lang: Language) -> RenderableType:
    """Return what the rows come to, and the faults by rule."""
    say = phrases(lang)
    head = say["batch"].format(plan.batch) if plan.batch else say["all_batches"]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    _add(grid, say["rows"], say["waiting"].format(jobs=plan.jobs, later=plan.later))
    if plan.unchecked:
        unchecked = {"unchecked": plan.unchecked, "invalid": plan.unchecked_invalid}
        _add(grid, "", say["unchecked"].format_map(unchecked))
    _add(grid, say["contracts"], say["units"].format(contracts=plan.contracts))
    for quota in plan.quotas:
        if line := shortage(quota, lang):
            grid.add_row(words(lang).label, Text(line, style="bold yellow"))
    _add(grid, say["uploads"], f"{plan.uploads:,}")
    if plan.ends_at:
        _add(grid, say["at_limit"], span(plan.seconds_at_limit))
        end = {"end": moment(plan.ends_at), "span": span(plan.ends_in_s)}
        _add(grid, say["would_end"], say["ends"].format_map(end))
    for key in plan.keys if len(plan.keys) > 1 else []:
        named = {"accounts": ", ".join(key.accounts), "jobs": key.jobs, "rate": key.rate}
        times = {"span": span(key.seconds_at_limit), "end": span(key.ends_in_s)}
        _add(grid, "", say["key"].format_map(named | times))
    parts: list[RenderableType] = [Text(head, style="bold"), grid]
    return Group(*parts, *([Text(), _faults(plan, lang)] if plan.faults else []))


def _faults(plan: Plan, lang: Language) -> RenderableType:
    say = phrases(lang)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    table.add_column(say["faults"], overflow="fold")
    table.add_column(say["rows"], justify="right")
    table.add_column(say["sample"], justify="right")
    table.add_column(say["meaning"], overflow="fold")
    for count in plan.faults:
        told = count.message_zh if lang == "zh-CN" else count.message
        _add(table, count.rule, f"{count.jobs:,}", str(count.job_id), told)
    return table


def _add(table: Table, *cells: str) -> None:
    table.add_row(*(Text(cell) for cell in cells))
