"""The story of one job for a terminal, wide or narrow."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from worker.ops.jobs.phrases import words
from worker.ops.jobs.records import Attempt, Deed, Job, Story
from worker.ops.jobs.words import Words
from worker.ops.language import Language
from worker.ops.moments import clock, moment
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
    parts.append(_calls(story.attempts, say))
    if story.audit:
        deeds = _grid([(moment(deed.at), _deed(deed, say)) for deed in story.audit])
        parts += [Text(), Text(say.audit, style="bold"), deeds]
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
        (say.budget_name, budget),
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


def _calls(attempts: list[Attempt], say: Words) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right")
    grid.add_column(overflow="fold")
    for attempt in attempts:
        grid.add_row(str(attempt.attempt_no), _call(attempt, say))
    return grid


def _call(attempt: Attempt, say: Words) -> Text:
    head = Text(attempt.outcome or (say.overdue if attempt.overdue else say.open), style="bold")
    for name, shown in ((say.probe, attempt.probe), (say.late, attempt.late)):
        if shown:
            head.append(f" [{name}]", style="yellow")
    if attempt.code:
        head.append(f" {attempt.code}: {attempt.meaning}", style="not bold")
    lines = [head]
    if attempt.message:
        lines.append(Text(f"{say.message}: {attempt.message}"))
    lines += [Text(line, style="dim") for line in _times(attempt, say)]
    return Text("\n").join(lines)


def _times(attempt: Attempt, say: Words) -> Iterator[str]:
    yield say.begun.format(
        begun=moment(attempt.begun_at),
        signed=clock(attempt.signed_at),
        deadline=clock(attempt.send_deadline),
    )
    if attempt.doubted_at and attempt.doubt_code != attempt.code:
        yield say.doubted.format(
            since=moment(attempt.doubted_at),
            code=attempt.doubt_code,
            meaning=attempt.doubt_meaning,
        )
    if attempt.finished_at:
        latency = attempt.latency_ms
        answered = None if latency is None else say.latency.format(latency)
        yield ", ".join(filter(None, (say.known.format(moment(attempt.finished_at)), answered)))
    ids = (("RequestId", attempt.request_id), ("FlowGroupId", attempt.flow_group_id))
    yield ", ".join([say.by.format(attempt.worker), *(f"{n} {v}" for n, v in ids if v)])


def _deed(deed: Deed, say: Words) -> str:
    found = f"FlowGroupId {deed.flow_group_id}" if deed.flow_group_id else None
    words = [deed.action, deed.verdict, found, deed.actor, deed.reason]
    if deed.doubted_at:
        about = say.about.format(since=moment(deed.doubted_at), code=deed.doubt_code)
        words.append(f"({about})")
    return " ".join(filter(None, words))


def _grid(rows: list[tuple[str, str]]) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", overflow="fold")
    grid.add_column(overflow="fold")
    for name, text in rows:
        grid.add_row(Text(name), Text(text))
    return grid
