-- As before, and: held batches.
-- %1$s is the account, %2$s what the reason names, %3$s a number of rows.
CREATE OR REPLACE FUNCTION flowgroup.reasons() RETURNS TABLE (code text, en text, zh text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    VALUES
    ('no_such_job', 'There is no row with this id.', '没有该 id 的行。'),
    ('final', 'It is over: %2$s.', '已结束：%2$s。'),
    ('sending', 'It is on the wire now; without a report it is in doubt when this ends.', '请求在途；若到时仍无报告，将转为 in_doubt。'),
    ('silent', 'Its worker fell silent while it was on the wire; the next worker puts it in doubt.', '请求在途时其工作进程失去响应；下一个工作进程会将其转为 in_doubt。'),
    ('all_paused', 'All accounts are paused: %2$s', '全部账户已暂停：%2$s'),
    ('account_paused', 'Account %1$s is paused: %2$s', '账户 %1$s 已暂停：%2$s'),
    ('expired', 'Its send_before has passed; the next worker ends it as failed.', 'send_before 已过；下一个工作进程会将其置为 failed。'),
    ('held', 'Its batch is held by an operator, until: flowgroup batch release.', '其批次已被操作员挂起，直到执行 flowgroup batch release。'),
    ('never', 'It is never due: its run_after is infinity.', '永不到期：run_after 为 infinity。'),
    ('back_off', 'It waits out its back-off after %2$s and is then tried again.', '因 %2$s 处于退避等待，随后自动重试。'),
    ('planned', 'It is planned for later.', '计划稍后发送。'),
    ('no_worker', 'It is due, but no worker runs.', '已到时间，但没有运行中的工作进程。'),
    ('workers_blocked', 'It is due, but the workers are blocked: %2$s', '已到时间，但工作进程受阻：%2$s'),
    ('files', 'Its files are being uploaded.', '其文件正在上传。'),
    ('files_failed', 'It waits for its files, which are tried again by themselves: %2$s', '在等待其文件，会自动重试：%2$s'),
    ('endpoint_ill', 'The endpoint is ill: one call per 10 s until it is well; %3$s rows are before it.', '接口异常：恢复前每 10 秒试一次；前面还有 %3$s 行。'),
    ('in_line', 'It is due and waits for its turn; %3$s rows of account %1$s are before it.', '已到时间，正在排队；账户 %1$s 前面还有 %3$s 行。');
END
