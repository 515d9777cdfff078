"""Retry, cancel and resolve as a person meets them: look, ask, act, tell."""

import os
import sys
from dataclasses import replace
from typing import Final

import orjson
import typer

from worker.bilingual import both
from worker.database import STATEMENT_TIMEOUT
from worker.errors import FlowgroupError, SettingsError
from worker.ops.failure import connected
from worker.ops.group import wait_for
from worker.ops.jobs.bulk import Action, Preview, act, look
from worker.ops.jobs.filters import Filter
from worker.ops.jobs.phrases import words
from worker.ops.jobs.preview import count, done_words, left_alone, preview_text
from worker.ops.jobs.words import Words
from worker.ops.language import language
from worker.settings import Settings

_TOO_SLOW: Final = both(
    f"Nothing was changed: a look at all rows that match takes more than {STATEMENT_TIMEOUT:g} s. "
    "Narrow it: name a batch, a status, a code, or an age.",
    f"未做任何更改：查看全部符合条件的行需要超过 {STATEMENT_TIMEOUT:g} 秒。请缩小范围：指定批次、状态、错误码或时间。",
)


def run_many(
    settings: Settings,
    action: Action,
    which: Filter,
    ids: list[int],
    limit: int,
    *,
    yes: bool,
    json: bool,
) -> None:
    """Do the action to the rows with these ids or, without any, to those that match.

    Raises:
        SettingsError: neither ids nor a filter were given, or there is nobody to ask.
        FlowgroupError: the answer was no, or rows that were named one by one were left alone.
    """
    _require_one_choice(which, ids)
    if not ids:
        which = replace(which, status=which.status or action.takes[0])
    say = words(language(settings, os.environ))
    preview = wait_for(_look(settings, action, which, ids, limit))
    if preview.ids and not yes:
        _ask(settings, action, preview, json=json)
    done = wait_for(_act(settings, action, preview)) if preview.ids else 0
    typer.echo(
        _as_json(action, preview, done) if json else _told(action, preview, done, say, yes=yes)
    )
    if ids and preview.left_alone:
        raise FlowgroupError(say.named_alone.format(alone=preview.left_alone, named=len(set(ids))))


def _require_one_choice(which: Filter, ids: list[int]) -> None:
    if not ids and which == Filter():
        msg = both(
            "Which rows? Give their ids, or a filter such as --batch B or --status.",
            "哪些行？请给出 ID，或 --batch B、--status 之类的筛选条件。",
        )
        raise SettingsError(msg)
    if ids and which != Filter():
        msg = both(
            "Give ids or a filter, not both: an id names its row already.",
            "ID 与筛选条件只能选其一：ID 已指明了行。",
        )
        raise SettingsError(msg)


async def _look(
    settings: Settings, action: Action, which: Filter, ids: list[int], limit: int
) -> Preview:
    async with connected(settings) as engine:
        try:
            return await look(engine, action, which, ids, limit)
        except TimeoutError:
            raise FlowgroupError(_TOO_SLOW) from None


async def _act(settings: Settings, action: Action, preview: Preview) -> int:
    async with connected(settings) as engine:
        return await act(engine, action, preview.ids)


def _ask(settings: Settings, action: Action, preview: Preview, *, json: bool) -> None:
    lang = language(settings, os.environ)
    say = words(lang)
    rows = count(len(preview.ids), say)
    if json or not _can_answer():
        raise SettingsError(say.needs_yes.format(action=action.told, rows=rows))
    typer.echo(preview_text(preview, action, lang))
    try:
        answer = input(say.ask.format(action=action.told, rows=rows))
    except EOFError:
        answer = ""
    if answer.strip().lower() not in {"y", "yes"}:
        raise FlowgroupError(say.unchanged)


def _can_answer() -> bool:
    return sys.stdin.isatty()


def _told(action: Action, preview: Preview, done: int, say: Words, *, yes: bool) -> str:
    result = done_words(action, say)
    matched = preview.ids or preview.left_alone
    lines = [result.format(count(done, say)) if matched else say.no_rows]
    if changed := len(preview.ids) - done:
        lines.append(say.meanwhile.format(count(changed, say)))
    if rest := preview.free - len(preview.ids):
        lines.append(say.beyond.format(count(rest, say)))
    if yes or not preview.ids:
        lines += left_alone(preview, say)
    return "\n".join(lines)


def _as_json(action: Action, preview: Preview, done: int) -> str:
    names = ("duplicate_risk", "created", "pruned", "too_early", "other_status")
    alone = {name: sum(kind.n for kind in preview.of(name)) for name in names}
    document = {
        "action": action.name,
        "changed": done,
        "left_alone": alone | {"missing": len(preview.missing)},
        "beyond_limit": preview.free - len(preview.ids),
    }
    return orjson.dumps(document).decode()
