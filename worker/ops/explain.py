"""What an error code means and what to do, in both languages."""

from difflib import get_close_matches
from typing import Final

from jobs.errors import ErrorCode, catalogue, lookup, prefix_of

_DO_EN: Final = {
    "transient": "Nothing: the worker tries again with back-off, up to max_attempts.",
    "throttled": "Nothing: the row waits and the worker slows down. If it stays, somebody else uses the same key.",
    "permanent": "Mend the payload and insert a new row: this one ends failed.",
    "account": "Mend the account (key, rights, quota), then: flowgroup resume --account NAME",
}
_DO_ZH: Final = {
    "transient": "无需处理：程序会退避重试，直到 max_attempts 次。",
    "throttled": "无需处理：该行继续等待，程序自动降速。若持续出现，说明同一密钥还有其他调用方。",
    "permanent": "请修正 payload 后插入新行：该行以 failed 结束。",
    "account": "请先处理账户问题（密钥、权限、额度），再执行：flowgroup resume --account NAME",
}
_DOUBT_EN: Final = (
    "The group may exist: look in the console, then flowgroup jobs resolve ID, or jobs retry ID."
)
_DOUBT_ZH: Final = (
    "合同组可能已创建：请先在控制台核对，再执行 flowgroup jobs resolve ID 或 jobs retry ID。"
)
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
    kind = entry.error_class if judged else "in doubt"
    lines = [
        f"{entry.code}  [{kind}, concerns: {entry.scope}]",
        f"  {entry.meaning_en}",
        f"  Do: {_todo(entry, _DO_EN, _DOUBT_EN)}",
        f"  {entry.meaning_zh}",
        f"  处理：{_todo(entry, _DO_ZH, _DOUBT_ZH)}",
    ]
    if not entry.known:
        lines += _JUDGED_BY_PREFIX if judged else _NOT_JUDGED
        if near := get_close_matches(code, catalogue(), n=3):
            lines.append(f"  Did you mean: {', '.join(near)}?")
    return "\n".join(lines)


def _todo(entry: ErrorCode, steps: dict[str, str], doubt: str) -> str:
    if entry.error_class == "permanent" and entry.ambiguous:
        return doubt
    text = steps[entry.error_class]
    return f"{text} {doubt}" if entry.ambiguous else text
