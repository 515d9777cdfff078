"""What `check`, `enqueue` and `plan` say, by language."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from worker.ops.language import Language

Phrases: TypeAlias = Mapping[str, str]

_ENGLISH: Final[Phrases] = {
    "error": "error",
    "warning": "warning",
    "file": "{file}: {rows:,} rows, {invalid:,} invalid, {warned:,} with warnings",
    "account": "account {account}: warning: {message}",
    "unread_accounts": "The database does not answer: whether its accounts are known was not looked up.",
    "enqueued": "{file}: {rows:,} rows: {new:,} new, {mended:,} mended, {known:,} known already, "
    "{repeated:,} repeated, {invalid:,} invalid and left out",
    "refused": "{file}: not enqueued: {invalid:,} of {rows:,} rows are invalid. "
    "Mend them, or enqueue the others: --skip-invalid",
    "no_keys": "Rows without a dedupe_key: {rows:,}. Enqueued again, they would create their groups again.",
    "batch": "Batch {}, as if it were sent alone",
    "all_batches": "All batches",
    "rows": "rows",
    "waiting": "{jobs:,} wait, {later:,} of them for their time",
    "unchecked": "{unchecked:,} are not checked yet: {invalid:,} of them will be invalid",
    "contracts": "contracts",
    "units": "{contracts:,} (units of the quota)",
    "uploads": "uploads",
    "at_limit": "at the limit",
    "would_end": "would end",
    "ends": "{end}, in {span}",
    "key": "{accounts}: {jobs:,} rows at {rate:.2f} calls/s: {span}, would end in {end}",
    "faults": "Faults",
    "sample": "e.g. row",
    "meaning": "what is wrong",
}
_CHINESE: Final[Phrases] = {
    "error": "错误",
    "warning": "警告",
    "file": "{file}：共 {rows:,} 行，无效 {invalid:,} 行，有警告 {warned:,} 行",
    "account": "账户 {account}：警告：{message}",
    "unread_accounts": "数据库没有应答：未能核对账户是否已知。",
    "enqueued": "{file}：共 {rows:,} 行：新增 {new:,}，修正 {mended:,}，已存在 {known:,}，"
    "重复 {repeated:,}，无效未入队 {invalid:,}",
    "refused": "{file}：未入队：{rows:,} 行中有 {invalid:,} 行无效。请修正，或只入队其余行：--skip-invalid",
    "no_keys": "{rows:,} 行没有 dedupe_key：若再次入队，会重复创建其合同组。",
    "batch": "批次 {}（假定单独发送）",
    "all_batches": "全部批次",
    "rows": "行",
    "waiting": "等待 {jobs:,} 行，其中 {later:,} 行未到时间",
    "unchecked": "{unchecked:,} 行尚未检查：其中 {invalid:,} 行将为 invalid",
    "contracts": "合同",
    "units": "{contracts:,}（额度单位）",
    "uploads": "上传",
    "at_limit": "按上限需时",
    "would_end": "预计结束",
    "ends": "{end}，{span}后",
    "key": "{accounts}：{jobs:,} 行，{rate:.2f} 次/秒：需时 {span}，{end}后结束",
    "faults": "错误",
    "sample": "示例行",
    "meaning": "含义",
}


def phrases(lang: Language) -> Phrases:
    """Return the phrases of a language."""
    return _CHINESE if lang == "zh-CN" else _ENGLISH
