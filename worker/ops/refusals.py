"""What the steering functions of SQL refuse, in Chinese too: they raise English, which psql shows as it is.

A sentence is found by its format as RAISE has it, `%` standing for a value. A test holds the table against the
migrations.
"""

import re
from collections.abc import Mapping
from typing import Final

from worker.bilingual import both

CHINESE: Final[Mapping[str, str]] = {
    "Job % is not in doubt: nothing to resolve.": "任务 {} 不是 in_doubt 状态：没有需要 resolve 的内容。",
    "The verdict created needs the FlowGroupId that was found.": "结论 created 需要填写查到的 FlowGroupId。",
    "Too early: the request of job % may still be accepted. Say not_created after %.": (
        "为时过早：任务 {} 的请求仍可能被受理。请在 {} 之后再下结论 not_created。"
    ),
    "Unknown verdict %: say created or not_created.": "未知结论 {}：请使用 created 或 not_created。",
    "This database is not the one that sent before (restored or promoted): resume needs a reason that approves it.": (
        "该数据库不是此前发送时的数据库（恢复的备份或提升的备库）：resume 需要填写批准它的原因。"
    ),
    "Job % has no payload any more: it was pruned on %. Enqueue it anew, or give the row its payload back.": (
        "任务 {} 已没有 payload：已于 {} 清除。请重新入队，或为该行重新写入 payload。"
    ),
    "hold needs the name of a batch.": "hold 需要批次名。",
    "A quota is of one account: name it.": "额度属于单个账户：请指定账户。",
    "A quota of % is none: tell how many contracts are left, 0 or more.": (
        "额度 {} 无效：请填写剩余合同份数，0 或以上。"
    ),
    "roll_up needs READ COMMITTED: a later look must see what was committed meanwhile.": (
        "roll_up 需要 READ COMMITTED：稍后的读取必须看到期间提交的内容。"
    ),
}
_FORMATS: Final = [
    (re.compile(re.escape(english).replace("%", "(.*)"), re.DOTALL), chinese)
    for english, chinese in CHINESE.items()
]


def in_both(raised: str) -> str:
    """Return a sentence of our own SQL in both languages; one that is not in the table as it is."""
    for english, chinese in _FORMATS:
        if found := english.fullmatch(raised):
            return both(raised, chinese.format(*found.groups()))
    return raised
