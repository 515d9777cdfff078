"""Chinese."""

from typing import Final

from worker.ops.jobs.words import Words

CHINESE: Final = Words(
    no_rows="没有符合条件的行。",
    due_in="{} 后到期",
    faults_in="{n} 处错误，首个：{path}：{message}",
    more="更多：相同命令加 --before {}",
    job="任务 {}",
    now="当前 {}",
    batch="批次",
    account="账户",
    dedupe_key="dedupe_key",
    contracts="合同数",
    budget_name="次数",
    budget="计入 {attempts}/{max_attempts}；已开始调用：{attempt_no}",
    deferrals="连续被限频或未发出：{}",
    enqueued="入队",
    ended="结束",
    run_after="run_after",
    send_before="send_before",
    result="FlowGroupId",
    flow_ids="FlowIds",
    error="最近错误",
    message="错误信息",
    faults="payload 的错误",
    second_groups="重复创建：除 {} 外还有 {}。",
    duplicate_risk="duplicate_risk：此前某次调用以错误结束，但合同组可能已创建。",
    attempts="调用",
    no_attempts="尚未调用。",
    begun="开始 {begun}，签名 {signed}，截止 {deadline}",
    known="获知 {}",
    latency="{} ms 后应答",
    by="进程 {}",
    open="尚无报告",
    overdue="截止时仍无报告；迟到的报告依然有效",
    late="迟到",
    doubted="{since} 起 in_doubt，{code}：{meaning}",
    probe="探测",
    audit="人工操作",
    about="{since} 起 in_doubt，{code}",
    next="下一步：",
    paused=(
        "该行在等待：{account} 已暂停（{code}：{meaning}）。\n"
        "  自 {since}，至 {until}；原因：{reason}"
    ),
    remedy="排除原因后执行：\n  {command}",
    everybody="全部账户",
    until_resume="执行 resume",
    until_probe="探测成功，下次 {}",
    never="永不到期（run_after 为 infinity）。如需发送，请把 run_after 改为具体时间。",
    later="无需处理：{when} 起发送（{wait}）。",
    age="时长",
    backing_off="无需处理：退避至 {when}（{wait}）后自动重试。",
    no_worker="已到时间，但没有运行中的工作进程。请启动：\n  flowgroup worker",
    blocked="已到时间，但工作进程受阻：{why}",
    due="无需处理：已到时间，正在排队。",
    files="无需处理：其文件会在发送前自动上传。",
    files_because="该行在等待其文件，会自动重试。上次结果：{}：{}",
    sending="无需处理：请求在途。若无报告，{when} 起转为 in_doubt（{wait}）。",
    done="无需处理。",
    two_groups="请在腾讯电子签控制台核对其全部合同组，只保留一个，其余撤销：签署人可能会看到每一个。",
    ids_missing=(
        "合同组已存在，但 FlowId 不全：请用 FlowGroupId 在腾讯电子签控制台"
        "或通过 DescribeFlowDetailInfo 查询。"
    ),
    at_risk=(
        "请先在腾讯电子签控制台核对合同组是否存在。其名称：\n"
        "  {name}\n"
        "确认不存在后才执行：\n"
        "  flowgroup jobs retry {id} --including-duplicate-risk"
    ),
    failed="{todo}\n然后重试该行：\n  flowgroup jobs retry {id}",
    invalid=(
        "请修正 payload，该行会自动重新检查：\n"
        "  UPDATE flowgroup.jobs SET payload = '...' WHERE id = {id};"
    ),
    lacks_files=(
        "请将文件放到相应位置，然后执行：\n  flowgroup jobs retry {id}\n"
        "或在 payload 中改为其他文件，该行会自动重新检查：\n"
        "  UPDATE flowgroup.jobs SET payload = '...' WHERE id = {id};"
    ),
    in_doubt=(
        "请查明合同组是否存在：在腾讯电子签控制台按名称查找，"
        "或查看发起回调（FlowGroupMessage.FlowGroupId）；没有回调不能证明未创建。其名称：\n"
        "  {name}\n"
        "若存在：\n"
        "  flowgroup jobs resolve {id} created --flow-group-id ID --reason TEXT\n"
        "若不存在（{not_created}）：\n"
        "  flowgroup jobs resolve {id} not_created --reason TEXT"
    ),
    open_now="{when} 起已可提交",
    open_from="{when} 起可提交，{wait}",
    pruned="其 payload 已于 {when} 清除，无法再次发送。如仍需要，请重新入队。",
    cancelled="重新启用：\n  flowgroup jobs retry {id}",
    until_then="至 {when}（{wait}）。",
    held="该行在等待：其批次已挂起。如需继续发送该批次：\n  flowgroup batch release {}",
    row="1 行",
    rows="{} 行",
    preview="{action}：{rows}（{contracts} 份合同）",
    capped="，共匹配 {free} 行，取 id 最小者；--limit {free} 可全部处理",
    alone_risk=(
        "未处理：{}，带 duplicate_risk，其合同组可能已创建：请先在控制台核对，"
        "再加 --including-duplicate-risk"
    ),
    alone_created="未处理：{}，其合同组已存在：flowgroup jobs show ID",
    alone_pruned="未处理：{}，其 payload 已清除：请重新入队",
    alone_early="未处理：{}，其请求仍可能被接受：签名 15 分钟后才可判定 not_created",
    alone_status="未处理：{rows}，{status}：flowgroup jobs show ID 会说明如何处理",
    alone_missing="未处理：没有这些行：{}",
    ask="{action} {rows}？[y/N] ",
    needs_yes="未做任何更改：无法询问时，{action} {rows} 需要加 --yes。",
    unchanged="未做任何更改。",
    retried="{} 重新等待发送。",
    withdrawn="{} 已取消。",
    settled="{} 已判定为未创建（failed，Worker.NotCreated）。如需重新发送：flowgroup jobs retry ID",
    meanwhile="未处理：{}，期间状态已变",
    beyond="未处理：{}，超出 --limit；请再次执行",
    named_alone="所列 {named} 行中有 {alone} 行未处理。",
    ruled_failed="任务 {id} 为 failed，{code}。如需重新发送：flowgroup jobs retry {id}",
    ruled="任务 {id} 为 {status}，FlowGroupId {group}。",
    ids_known="共 {contracts} 份合同，已知 {known} 个 FlowId。",
    also="重复创建：另有 {}。",
)
