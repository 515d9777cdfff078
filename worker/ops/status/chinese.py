"""Chinese."""

from typing import Final

from worker.ops.status.words import Words

CHINESE: Final = Words(
    lang="zh-CN",
    batch="批次 {}",
    all_batches="全部批次",
    rows_final="{share:.0%}  共 {total:,} 行，已结束 {final:,} 行",
    contracts_issued="已发出合同 {:,}",
    nothing="尚未入队任何行",
    rate="速率",
    rates=(
        "{last_10_s:.1f} 次/秒（最近 10 秒），{last_60_s:.1f}（最近 60 秒）；"
        "上限 {limit:g}，调整至 {effective:.2f}"
    ),
    refused="被拒",
    refusals="{:,} 次调用被 API 自身限频拒绝",
    missed="错过",
    misses="{:,} 个时隙：已预留，但本机过忙未能使用",
    ends_in="剩余",
    ends="按当前速率 {now}，最快 {best}",
    held_by="受限于",
    unknown="未知",
    seconds="{} 秒",
    minutes="{} 分 {:02} 秒",
    hours="{} 小时 {:02} 分",
    paused="已暂停",
    all_accounts="全部账户",
    code="错误码",
    since="自",
    until="至",
    until_resume="执行 resume",
    until_probe="探测成功，下次 {}",
    reason="原因",
    errors="错误",
    calls="调用",
    waiting="等待",
    failed="失败",
    in_doubt="in_doubt",
    meaning="含义",
    doubts="in_doubt 行",
    not_created_from="not_created 最早",
    worker="工作进程",
    more="另有 {:,} 行",
    twice="重复创建：行",
    groups="其合同组",
    workers="工作进程",
    in_flight="在途",
    endpoint="接口地址",
    state="状态",
    seen="{}前活动",
    on_wire="{} 个请求在途，没有等待的行。",
    no_row_waits="没有等待的行。",
    no_worker="没有运行中的工作进程。",
    orphans="没有运行中的工作进程；{} 行在已退出的工作进程中在途，下一个工作进程会将其转为 in_doubt。",
    ill="接口自 {} 起异常：每 10 秒试一次，不计次数，直到恢复。",
    shared_key=(
        "该密钥另有调用方：未超出自身额度的调用也被拒绝，"
        "因此所有工作进程保持在 {effective:.1f} 次/秒（上限 {limit:g}）。"
    ),
    limit="API 上限：{rate:.1f}/{limit:.1f} 次/秒。",
    slow="工作进程：正在启动、等待较慢的应答，或本机过忙。",
    files="{} 行在等待其文件，文件正在上传。",
    files_because="{} 行在等待其文件。{}",
    backing_off="{} 行处于退避等待，{}。",
    later="{} 行计划稍后发送，{}。",
    next_at="最早 {}",
    next_never="永不到期",
    account_paused="账户 {account} 已暂停：{code}。",
    all_paused="全部账户已暂停：{code}。",
    next="下一步：",
    start="请启动：flowgroup worker",
    revoke=(
        "请在腾讯电子签控制台核对重复创建的各行的全部合同组，只保留一个，其余撤销"
        "（flowgroup jobs list --second-groups）。"
    ),
    look_up=(
        "请在腾讯电子签控制台按名称核对 in_doubt 的行（flowgroup jobs show ID），"
        "然后逐行执行：flowgroup jobs resolve ID created|not_created --reason '...'"
    ),
    mend="查看错误：SELECT id, errors FROM flowgroup.jobs WHERE status = 'invalid';",
)
