"""A person's word on a row in doubt."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sqlalchemy.ext.asyncio import AsyncEngine

from worker.bilingual import both
from worker.errors import SettingsError
from worker.ops.ask import ask
from worker.ops.jobs.phrases import words
from worker.ops.language import Language

Verdict: TypeAlias = Literal["created", "not_created"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a person found out, and how."""

    verdict: Verdict
    flow_group_id: str | None
    flow_ids: list[str] | None
    reason: str


def finding(
    verdict: Verdict, flow_group_id: str | None, flow_ids: str | None, reason: str
) -> Finding:
    """Return what was typed, as a whole; FlowIds are separated by commas.

    Raises:
        SettingsError: parts are missing, or do not go together.
    """
    group = (flow_group_id or "").strip() or None
    ids = [part.strip() for part in (flow_ids or "").split(",") if part.strip()] or None
    if not reason.strip():
        msg = both(
            "--reason must say how it was found out: it is kept in flowgroup.audit.",
            "--reason 须说明如何查明：会保存在 flowgroup.audit 中。",
        )
        raise SettingsError(msg)
    if verdict == "created" and group is None:
        msg = both(
            "The verdict created needs --flow-group-id, the id that was found.",
            "判定 created 需要 --flow-group-id，即查到的合同组 ID。",
        )
        raise SettingsError(msg)
    if verdict == "not_created" and (group or ids):
        msg = both(
            "The verdict not_created goes with no ids: if a group was found, say created.",
            "判定 not_created 不带 ID：如果查到了合同组，请用 created。",
        )
        raise SettingsError(msg)
    return Finding(verdict, group, ids, reason.strip())


def require_for_many(found: Finding) -> None:
    """Let only not_created be said of several rows.

    Raises:
        SettingsError: `created` names one group, so it is of one row.
    """
    if found.verdict == "created":
        msg = both(
            "The verdict created is given row by row: each has its own FlowGroupId. Give one id.",
            "判定 created 须逐行提交：每行有各自的 FlowGroupId。请只给出一个 ID。",
        )
        raise SettingsError(msg)


async def resolve(engine: AsyncEngine, job_id: int, found: Finding, lang: Language) -> str:
    """Settle the row; return what to say. The function's refusal passes through."""
    values = {"flow_group_id": found.flow_group_id, "flow_ids": found.flow_ids}
    verdict = {"id": job_id, "verdict": found.verdict, "reason": found.reason}
    await ask(engine, "jobs_resolve", {**verdict, **values})
    [job] = await ask(engine, "jobs_show", {"id": job_id})
    say = words(lang)
    if job["status"] == "failed":
        return say.ruled_failed.format(id=job_id, code=job["code"])
    text = say.ruled.format(id=job_id, status=job["status"], group=job["flow_group_id"])
    known = len(job["flow_ids"] or [])
    if known != job["contracts"]:
        text += say.ids_known.format(contracts=job["contracts"], known=known)
    if job["second_groups"]:
        text += say.also.format(", ".join(job["second_groups"]))
    return text
