"""The words of `batch`, in each language."""

from dataclasses import dataclass
from typing import Final

from worker.ops.language import Language


@dataclass(frozen=True, slots=True)
class Words:
    """Phrases; braces are filled with `str.format`."""

    batch: str
    no_batch: str
    none: str
    done: str
    rows: str
    waits: str
    in_doubt: str
    refused: str
    ends: str
    at_best: str
    contracts: str
    held: str
    held_line: str
    no_reason: str
    errors: str
    row: str
    now_held: str
    later_held: str
    released: str
    was_not_held: str


_ENGLISH: Final = Words(
    batch="batch",
    no_batch="(no batch)",
    none="No batch is live, held, or ended within 7 days.",
    done="done",
    rows="rows",
    waits="waiting",
    in_doubt="in doubt",
    refused="failed/invalid",
    ends="ends",
    at_best="at best",
    contracts="contracts",
    held="HELD",
    held_line="HELD since {since} by {by}: {reason}\nTo let it go on:\n  flowgroup batch release {batch}",
    no_reason="no reason given",
    errors="Errors",
    row="a row",
    now_held="Batch {batch} is held: {pending:,} rows wait; {sending:,} on the wire still finish.",
    later_held=" Rows that come into it are held too, until: flowgroup batch release {batch}",
    released="Batch {} is released: its rows return to their places in the line.",
    was_not_held="Batch {} was not held: nothing to release.",
)
_CHINESE: Final = Words(
    batch="批次",
    no_batch="（无批次）",
    none="没有进行中、挂起或 7 天内结束的批次。",
    done="完成",
    rows="行数",
    waits="等待",
    in_doubt="in_doubt",
    refused="失败/无效",
    ends="预计完成",
    at_best="最快",
    contracts="合同",
    held="已挂起",
    held_line="自 {since} 起由 {by} 挂起：{reason}\n如需继续发送：\n  flowgroup batch release {batch}",
    no_reason="未填写原因",
    errors="错误",
    row="示例行",
    now_held="批次 {batch} 已挂起：{pending:,} 行等待；在途的 {sending:,} 行会照常完成。",
    later_held="之后进入该批次的行也会被挂起，直到执行 flowgroup batch release {batch}",
    released="批次 {} 已放行：各行回到队列中原来的位置。",
    was_not_held="批次 {} 未被挂起：无需放行。",
)


def words(lang: Language) -> Words:
    """Return the phrases of a language."""
    return _CHINESE if lang == "zh-CN" else _ENGLISH
