"""The words of `quota`, in each language, and the one line that others say of a quota that falls short."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from worker.ops.language import Language
from worker.ops.quota.records import Quota


@dataclass(frozen=True, slots=True)
class Words:
    """Phrases; braces are filled with `str.format`."""

    label: str
    none: str
    account: str
    told: str
    at: str
    by: str
    issued: str
    left: str
    waiting: str
    in_doubt: str
    state: str
    doubts: str
    enough: str
    short: str
    line: str
    group: str
    groups: str
    at_about: str
    now_told: str
    no_more: str
    was_none: str


_ENGLISH: Final = Words(
    label="quota",
    none=(
        "No contract quota was told. Read in the vendor's console what is left, then:\n"
        "  flowgroup quota --account default --left N"
    ),
    account="account",
    told="told",
    at="at",
    by="by",
    issued="issued since",
    left="left",
    waiting="waiting",
    in_doubt="in doubt",
    state="state",
    doubts="up to {:,} more",
    enough="enough",
    short="buy {missing:,}",
    line=(
        "account {account}: {left:,} contracts left, {waiting:,} wait: "
        "the quota ends after about {groups}{when}. Buy {missing:,} contracts."
    ),
    group="1 group",
    groups="{:,} groups",
    at_about=", at about {}",
    now_told="Account {account}: {told:,} contracts left are counted down from now.",
    no_more="Account {}: no quota is counted down any more.",
    was_none="Account {}: no quota was told, so there is none to take away.",
)
_CHINESE: Final = Words(
    label="额度",
    none=(
        "尚未登记合同额度。请在服务方控制台查看剩余份数，然后执行：\n"
        "  flowgroup quota --account default --left N"
    ),
    account="账户",
    told="登记额度",
    at="登记时间",
    by="登记人",
    issued="此后已发起",
    left="剩余",
    waiting="等待",
    in_doubt="存疑",
    state="状态",
    doubts="最多另有 {:,}",
    enough="足够",
    short="需购买 {missing:,}",
    line=(
        "账户 {account}：合同额度剩余 {left:,} 份，等待发起 {waiting:,} 份："
        "约再发起 {groups}后用完{when}。请购买 {missing:,} 份。"
    ),
    group="1 个合同组",
    groups="{:,} 个合同组",
    at_about="（约 {}）",
    now_told="账户 {account}：已登记剩余额度 {told:,} 份，从现在起倒数。",
    no_more="账户 {}：不再倒数额度。",
    was_none="账户 {}：未登记过额度，无需取消。",
)


def words(lang: Language) -> Words:
    """Return the phrases of a language."""
    return _CHINESE if lang == "zh-CN" else _ENGLISH


def shortage(quota: Quota, lang: Language) -> str | None:
    """Return the line about a quota that falls short; None where it is enough."""
    if quota.enough:
        return None
    say, n = words(lang), quota.groups_left or 0
    return say.line.format(
        account=quota.account,
        left=quota.units_left,
        waiting=quota.waiting,
        groups=say.group if n == 1 else say.groups.format(n),
        when=say.at_about.format(clock(quota.ends_at)) if quota.ends_at else "",
        missing=quota.missing,
    )


def clock(at: datetime) -> str:
    """Return month, day, time of day and zone."""
    return f"{at.astimezone():%m-%d %H:%M %z}"
