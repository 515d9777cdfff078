"""What an error code means and what to do, in both languages."""

from difflib import get_close_matches
from typing import Final

import orjson

from jobs.errors import catalogue, lookup, prefix_of

_JUDGED_BY_PREFIX: Final = (
    "  This code is not in the catalogue: it is judged by its prefix.",
    "  该错误码未收录：按其前缀处理。",
)
_NOT_JUDGED: Final = (
    "  This is an unknown code: the row is put in doubt.",
    "  未知错误码：该行转为 in_doubt。",
)


def explanation(code: str) -> str:
    """Return the text about a code; of an unknown one it says how it is judged."""
    entry = lookup(code)
    judged = entry.known or prefix_of(code) is not None
    kind = entry.error_class if judged else "in_doubt"
    lines = [
        f"{entry.code}  [{kind}, concerns: {entry.scope} ｜ 类别 {kind}，影响范围 {entry.scope}]",
        f"  {entry.meaning_en}",
        f"  Do: {entry.todo_en}",
        f"  {entry.meaning_zh}",
        f"  处理：{entry.todo_zh}",
    ]
    if not entry.known:
        lines += _JUDGED_BY_PREFIX if judged else _NOT_JUDGED
        if near := _similar(code):
            lines.append(f"  Did you mean ｜ 是否指: {', '.join(near)}")
    return "\n".join(lines)


def as_json(code: str) -> str:
    """Return the same for scripts; `family` is the code that judges an unknown one, `class` null without one."""
    entry = lookup(code)
    family = None if entry.known else prefix_of(code)
    told = {
        "code": entry.code,
        "known": entry.known,
        "family": family,
        "class": entry.error_class if entry.known or family else None,
        "scope": entry.scope,
        "ambiguous": entry.ambiguous,
        "meaning_en": entry.meaning_en,
        "meaning_zh": entry.meaning_zh,
        "todo_en": entry.todo_en,
        "todo_zh": entry.todo_zh,
        "similar": [] if entry.known else _similar(code),
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2).decode()


def _similar(code: str) -> list[str]:
    return get_close_matches(code, catalogue(), n=3)
