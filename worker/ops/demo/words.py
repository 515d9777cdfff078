"""What the demo says, in both languages."""

from dataclasses import dataclass
from typing import Final

from worker.ops.language import Language


@dataclass(frozen=True, slots=True)
class Words:
    """Phrases; braces are filled with `str.format`."""

    lang: Language
    starting: str
    enqueues: str
    note: str
    sending: str
    watch: str
    all_well: str
    rows_say: str
    others: str
    contracts: str
    seconds: str
    ledger_says: str
    calls: str
    created: str
    errors: str
    uploaded: str
    throttled: str
    pace: str
    peak: str
    in_sql: str
    next: str
    emulator: str
    help: str
    readme: str
    line: str
    left: str
    between: str
    line_errors: str
    rows: str
    of_rows: str
    rate: str
    of_rate: str


_ENGLISH: Final = Words(
    lang="en",
    starting="Starting a Postgres and a local API of its own …",
    enqueues="One SQL statement enqueues {jobs} contract groups:\n",
    note=(
        "(:jobs is {jobs}; :example_1 and :example_2 are the two request bodies of the API document; "
        "their FileId, :file_id, becomes a reference to one of {pdfs} PDFs, which the contracts of a group share)\n"
    ),
    sending=(
        "{workers} worker processes send them; the API takes {limit} calls in any second "
        "and answers {ill:.0%} with InternalError:\n"
    ),
    watch="Watch it in a browser while it runs: http://{page}/ (token to steer: {token})\n",
    all_well="Each of the {rows} rows has its contract group, and none was created twice.\n",
    rows_say="The rows say",
    others="other",
    contracts="contracts",
    seconds="seconds",
    ledger_says="The API's own ledger says",
    calls="calls",
    created="groups created",
    errors="InternalError and the like",
    uploaded="files uploaded",
    throttled="refused by its limit",
    pace="calls a second",
    peak="most in any second (limit {limit})",
    in_sql="Try it in SQL: {}",
    next="Next",
    emulator="the same local API, for your own trials",
    help="settings, commands, exit codes",
    readme="how to run against the real API: its test host first",
    line="{final} of {total} rows final, {rate:.1f} calls/s (limit {limit:g})",
    left="{} left",
    between=", ",
    line_errors="; errors: {}",
    rows="rows",
    of_rows="{final} of {total}  {left}",
    rate="rate",
    of_rate="{rate:.1f} of {limit:g} calls/s",
)
_CHINESE: Final = Words(
    lang="zh-CN",
    starting="正在启动专用的 Postgres 和本地 API……",
    enqueues="一条 SQL 语句入队 {jobs} 个合同组：\n",
    note=(
        "（:jobs 为 {jobs}；:example_1 和 :example_2 是 API 文档中的两个请求体；"
        "其中的 FileId（:file_id）改为引用 {pdfs} 个 PDF 之一，同组合同共用该文件）\n"
    ),
    sending=(
        "{workers} 个工作进程负责发送；API 任意一秒内最多受理 {limit} 次调用，其中 {ill:.0%} 返回 InternalError：\n"
    ),
    watch="运行期间可在浏览器中查看：http://{page}/（操作令牌：{token}）\n",
    all_well="{rows} 行都有各自的合同组，没有一个被重复创建。\n",
    rows_say="表中的行",
    others="其他",
    contracts="合同",
    seconds="秒",
    ledger_says="API 自己的记录",
    calls="调用",
    created="已创建合同组",
    errors="InternalError 等错误",
    uploaded="已上传文件",
    throttled="被限频拒绝",
    pace="每秒调用",
    peak="任意一秒内最多（上限 {limit}）",
    in_sql="用 SQL 查看：{}",
    next="接下来",
    emulator="同一个本地 API，供自行试验",
    help="设置、命令、退出码",
    readme="如何对接真实 API：先用其测试环境",
    line="共 {total} 行，已结束 {final} 行，{rate:.1f} 次/秒（上限 {limit:g}）",
    left="剩余 {}",
    between="，",
    line_errors="；错误：{}",
    rows="行数",
    of_rows="{final}/{total}  {left}",
    rate="速率",
    of_rate="{rate:.1f}/{limit:g} 次/秒",
)


def words(lang: Language) -> Words:
    """Return the phrases of a language."""
    return _CHINESE if lang == "zh-CN" else _ENGLISH
