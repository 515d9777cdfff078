"""A Preview as text: what will be touched, what is left alone and why."""

from collections.abc import Iterator, Sequence

from worker.ops.jobs.bulk import Action, Kind, Preview
from worker.ops.jobs.phrases import words
from worker.ops.jobs.words import Words
from worker.ops.language import Language, meaning

_SHOWN = 5


def preview_text(preview: Preview, action: Action, lang: Language) -> str:
    """Return the lines to read before saying yes."""
    say = words(lang)
    rows = count(len(preview.ids), say)
    lines = [say.preview.format(action=action.told, rows=rows, contracts=preview.contracts)]
    if preview.free > len(preview.ids):
        lines[0] += say.capped.format(free=preview.free)
    lines += [f"  {_code(kind, lang)}" for kind in preview.of("free") if kind.code and kind.taken]
    return "\n".join([*lines, *left_alone(preview, say)])


def left_alone(preview: Preview, say: Words) -> Iterator[str]:
    """Yield a line for each reason to leave rows alone."""
    if risky := preview.of("duplicate_risk"):
        yield say.alone_risk.format(_rows(risky, say))
    if created := preview.of("created"):
        yield say.alone_created.format(_rows(created, say))
    if pruned := preview.of("pruned"):
        yield say.alone_pruned.format(_rows(pruned, say))
    if early := preview.of("too_early"):
        yield say.alone_early.format(_rows(early, say))
    for kind in preview.of("other_status"):
        status = ", ".join(filter(None, (kind.status, kind.code)))
        yield say.alone_status.format(rows=_rows([kind], say), status=status)
    if preview.missing:
        yield say.alone_missing.format(_ids(preview.missing))


def done_words(action: Action, say: Words) -> str:
    """Return what to say of the rows that were touched."""
    if action.settles:
        return say.settled
    return say.retried if action.sends else say.withdrawn


def count(n: int, say: Words) -> str:
    """Return a number of rows in words."""
    return say.row if n == 1 else say.rows.format(n)


def _rows(kinds: Sequence[Kind], say: Words) -> str:
    ids = sorted(row_id for kind in kinds for row_id in kind.ids or [])
    return f"{count(sum(kind.n for kind in kinds), say)} ({_ids(ids)})"


def _ids(ids: Sequence[int]) -> str:
    more = ", ..." if len(ids) > _SHOWN else ""
    return ", ".join(str(row_id) for row_id in ids[:_SHOWN]) + more


def _code(kind: Kind, lang: Language) -> str:
    return f"{kind.taken} {kind.code}: {meaning(kind.code or '', lang)}"
