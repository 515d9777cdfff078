"""A Preview as text: what will be touched, what is left alone and why."""

from collections.abc import Iterator, Sequence

from worker.ops.jobs.bulk import Action, Kind, Preview
from worker.ops.language import Language, meaning

_SHOWN = 5


def preview_text(preview: Preview, action: Action, lang: Language) -> str:
    """Return the lines to read before saying yes."""
    lines = [f"{action.name}: {count(len(preview.ids))} ({preview.contracts} contracts)"]
    if preview.free > len(preview.ids):
        lines[0] += (
            f" of {preview.free} that match, the lowest ids; --limit {preview.free} takes all"
        )
    lines += [f"  {_code(kind, lang)}" for kind in preview.of("free") if kind.code]
    return "\n".join([*lines, *left_alone(preview)])


def left_alone(preview: Preview) -> Iterator[str]:
    """Yield a line for each reason to leave rows alone."""
    if risky := preview.of("duplicate_risk"):
        yield (
            f"left alone: {_rows(risky)} with duplicate_risk, whose group may exist: look in the console, "
            "then --including-duplicate-risk"
        )
    if created := preview.of("created"):
        yield f"left alone: {_rows(created)} whose group is known to exist: flowgroup jobs show ID"
    for kind in preview.of("other_status"):
        code = f", {kind.code}" if kind.code else ""
        yield f"left alone: {_rows([kind])}, {kind.status}{code}: flowgroup jobs show ID says what to do"
    if preview.missing:
        yield f"left alone: no such row: {_ids(preview.missing)}"


def count(n: int) -> str:
    """Return a number of rows in words."""
    return f"{n} row" if n == 1 else f"{n} rows"


def _rows(kinds: Sequence[Kind]) -> str:
    ids = sorted(row_id for kind in kinds for row_id in kind.ids or [])
    return f"{count(sum(kind.n for kind in kinds))} ({_ids(ids)})"


def _ids(ids: Sequence[int]) -> str:
    more = ", ..." if len(ids) > _SHOWN else ""
    return ", ".join(str(row_id) for row_id in ids[:_SHOWN]) + more


def _code(kind: Kind, lang: Language) -> str:
    return f"{kind.taken} {kind.code}: {meaning(kind.code or '', lang)}"
