"""The story of one job for a terminal, wide or narrow."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from worker.ops.jobs.moments import clock, moment
from worker.ops.jobs.phrases import words
from worker.ops.jobs.records import Attempt, Job, Story
from worker.ops.jobs.words import Words
from worker.ops.language import Language
from worker.ops.status.view import STYLES


def telling(story: Story, lang: Language) -> RenderableType:
    """Return all that is known, what is alarming first and what to do last."""
    say, job = words(lang), story.job
    head = Text(say.job.format(job.id), style="bold").append(": ", style="not bold")
    head.append(job.status, style=STYLES[job.status])
    parts: list[RenderableType] = [head, *_alarms(job, say), _grid(_facts(story, say))]
    if job.errors:
        faults = [(fault.path, f"{fault.message} [{fault.rule}]") for fault in job.errors]
        parts += [Text(), Text(say.faults, style="bold"), _grid(faults)]
    parts += [Text(), Text(say.attempts if story.attempts else say.no_attempts, style="bold")]
    parts += [_attempt(attempt, say) for attempt in story.attempts]
    if story.audit:
        deeds = [
            (moment(d.at), " ".join(filter(None, (d.action, d.verdict, d.actor, d.reason))))
            for d in story.audit
        ]
        parts += [Text(), Text(say.audit, style="bold"), _grid(deeds)]
    parts += [Text(), Text(say.next, style="bold").append(story.next_step, style="not bold")]
    return Group(*parts)


def _alarms(job: Job, say: Words) -> Iterator[Text]:
    if job.second_groups:
        text = say.second_groups.format(job.flow_group_id, ", ".join(job.second_groups))
        yield Text(text, style="bold white on red")
    if job.duplicate_risk:
        yield Text(say.duplicate_risk, style="yellow")


def _facts(story: Story, say: Words) -> list[tuple[str, str]]:
    job = story.job
    budget = say.budget.format(
        attempts=job.attempts, max_attempts=job.max_attempts, attempt_no=job.attempt_no
    )
    if job.deferrals:
        budget += "; " + say.deferrals.format(job.deferrals)
    facts = (
        (say.batch, job.batch),
        (say.account, job.account),
        (say.dedupe_key, job.dedupe_key),
        (say.contracts, job.contracts),
        (say.attempts, budget),
        (say.enqueued, moment(job.created_at)),
        (say.run_after, moment(job.run_after) if job.status == "pending" else None),
        (say.send_before, moment(job.send_before) if job.send_before else None),
        (say.ended, moment(job.finished_at) if job.finished_at else None),
        (say.result, job.flow_group_id),
        (say.flow_ids, ", ".join(job.flow_ids) if job.flow_ids else None),
        ("RequestId", job.request_id),
        (say.error, f"{job.code}: {job.meaning}" if job.code else None),
        (say.message, job.message),
    )
    return [(name, str(value)) for name, value in facts if value is not None]


def _attempt(attempt: Attempt, say: Words) -> RenderableType:
    outcome = attempt.outcome or (say.overdue if attempt.overdue else say.open)
    head = Text(f"{attempt.attempt_no}  {outcome}", style="yellow" if attempt.overdue else "")
    for name, shown in ((say.probe, attempt.probe), (say.late, attempt.late)):
        if shown:
            head.append(f" [{name}]", style="bold yellow")
    times = [
        f"{say.begun} {moment(attempt.begun_at)}",
        f"{say.signed} {clock(attempt.signed_at)[:-4]}",
        f"{say.deadline} {clock(attempt.send_deadline)[:-4]}",
    ]
    if attempt.finished_at:
        latency = "" if attempt.latency_ms is None else f" ({attempt.latency_ms} ms)"
        times.append(f"{say.known} {clock(attempt.finished_at)}{latency}")
    who = [f"RequestId {attempt.request_id}"] if attempt.request_id else []
    lines = [", ".join(times), ", ".join([attempt.worker, *who])]
    if attempt.code:
        lines.insert(0, f"{attempt.code}: {attempt.meaning}")
    if attempt.message:
        lines.insert(1, attempt.message)
    if attempt.flow_group_id:
        lines.insert(0, f"FlowGroupId {attempt.flow_group_id}")
    return Group(head, *(Padding(Text(line), (0, 0, 0, 3)) for line in lines))


def _grid(rows: list[tuple[str, str]]) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", overflow="fold")
    grid.add_column(overflow="fold")
    for name, text in rows:
        grid.add_row(name, Text(text))
    return grid
