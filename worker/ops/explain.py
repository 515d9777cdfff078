"""What an error code means and what to do, in both languages."""

from difflib import get_close_matches
from typing import Final

from jobs.errors import ErrorCode, catalogue, lookup

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


def explanation(code: str) -> str:
    """Return the text about a code; an unknown one is judged by its prefix and says so."""
    entry = lookup(code)
    lines = [
        f"{entry.code}  [{entry.error_class}, concerns: {entry.scope}]",
        f"  {entry.meaning_en}",
        f"  Do: {_todo(entry, _DO_EN, _DOUBT_EN)}",
        f"  {entry.meaning_zh}",
        f"  处理：{_todo(entry, _DO_ZH, _DOUBT_ZH)}",
    ]
    if not entry.known:
        lines.append("  This code is not in the catalogue: it is judged by its prefix.")
        if near := get_close_matches(code, catalogue(), n=3):
            lines.append(f"  Did you mean: {', '.join(near)}?")
    return "\n".join(lines)


def _todo(entry: ErrorCode, steps: dict[str, str], doubt: str) -> str:
    if entry.error_class == "permanent" and entry.ambiguous:
        return doubt
    text = steps[entry.error_class]
    return f"{text} {doubt}" if entry.ambiguous else text
