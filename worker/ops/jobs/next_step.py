"""Says what a person should do about a job now."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from jobs.errors import lookup
from jobs.model import JobStatus
from worker.bilingual import spoken
from worker.ops.jobs.phrases import words
from worker.ops.jobs.records import Job, Story
from worker.ops.jobs.words import Words
from worker.ops.language import Language, advice, meaning
from worker.ops.moments import distance, endless, moment

Row = Mapping[Any, Any]
_RETRY: Final = "flowgroup jobs retry"
_NAME: Final = "SELECT payload->>'FlowGroupName' FROM flowgroup.jobs WHERE id = {};"


def next_step(story: Story, pauses: Sequence[Row], workers: Sequence[Row], lang: Language) -> str:
    """Return the one thing to do, or that there is nothing to do and why.

    Args:
        story: The job, with the clock by which it is judged.
        pauses: Rows of `status_pauses`.
        workers: Rows of `status_workers`.
        lang: Whose words.
    """
    say, job = words(lang), story.job
    match JobStatus(job.status):
        case JobStatus.PENDING:
            return _pending(story, pauses, workers, lang)
        case JobStatus.SENDING:
            return _sending(story, lang)
        case JobStatus.SUCCEEDED:
            return _succeeded(story, say)
        case JobStatus.IN_DOUBT:
            return _in_doubt(story, lang)
        case JobStatus.FAILED | JobStatus.INVALID | JobStatus.CANCELLED:
            return _ended(job, lang)


def _pending(story: Story, pauses: Sequence[Row], workers: Sequence[Row], lang: Language) -> str:
    say, job = words(lang), story.job
    if job.held:
        return say.held.format(job.batch)
    for pause in pauses:
        if pause["account"] in {"*", job.account}:
            return _paused(pause, say, lang)
    if job.run_after > story.at:
        if endless(job.run_after):
            return say.never
        text = say.backing_off if job.attempts or job.deferrals else say.later
        return text.format(when=moment(job.run_after), wait=distance(job.run_after, story.at, lang))
    if not workers:
        return say.no_worker
    return say.blocked.format(why=job.blocked) if job.blocked else _due(job, say)


def _due(job: Job, say: Words) -> str:
    if not job.waits_for_files:
        return say.due
    return say.files_because.format(job.code, job.message) if job.code else say.files


def _paused(pause: Row, say: Words, lang: Language) -> str:
    name, code = pause["account"], pause["code"]
    command = "flowgroup resume" if name == "*" else f"flowgroup resume --account {name}"
    remedy = say.remedy.format(command=command)
    if code == "Worker.NoCredentials":
        remedy = advice(code, lang, account=name)
    until = moment(pause["until"]) if pause["until"] else say.until_resume
    held = say.paused.format(
        account=say.everybody if name == "*" else name,
        code=code,
        meaning=meaning(code, lang),
        since=moment(pause["since"]),
        until=say.until_probe.format(moment(pause["probe_at"])) if pause["probe_at"] else until,
        reason=spoken(pause["reason"] or "-", lang),
    )
    return f"{held}\n{remedy}"


def _sending(story: Story, lang: Language) -> str:
    deadline = story.attempts[-1].send_deadline if story.attempts else story.at
    return words(lang).sending.format(
        when=moment(deadline), wait=distance(deadline, story.at, lang)
    )


def _succeeded(story: Story, say: Words) -> str:
    if story.job.second_groups:
        return say.two_groups
    return say.ids_missing if story.job.flow_ids_missing else say.done


def _in_doubt(story: Story, lang: Language) -> str:
    say, job = words(lang), story.job
    safe = job.not_created_from or story.at
    text = say.open_from if safe > story.at else say.open_now
    not_created = text.format(when=moment(safe), wait=distance(safe, story.at, lang))
    return say.in_doubt.format(id=job.id, name=_NAME.format(job.id), not_created=not_created)


def _ended(job: Job, lang: Language) -> str:
    if job.pruned_at:
        return words(lang).pruned.format(when=moment(job.pruned_at))
    if job.status == JobStatus.FAILED:
        return _failed(job, lang)
    say = words(lang)
    lacking = all(fault.rule.startswith("file_") for fault in job.errors)
    invalid = say.lacks_files if lacking else say.invalid
    return (invalid if job.status == JobStatus.INVALID else say.cancelled).format(id=job.id)


def _failed(job: Job, lang: Language) -> str:
    say, code = words(lang), job.code or ""
    if job.duplicate_risk or lookup(code).ambiguous:
        return say.at_risk.format(id=job.id, name=_NAME.format(job.id))
    todo = advice(code, lang, job=job.id, account=job.account)
    return todo if _RETRY in todo else say.failed.format(todo=todo, id=job.id)
