"""Which role is connected, what a worker would lack as it, and what the server's log would keep of payloads."""

from collections.abc import AsyncIterator, Sequence
from typing import Final

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.bilingual import both, spoken
from worker.ops.ask import ask
from worker.ops.doctor.finding import Finding, fail, ok, warn

_WORKER: Final = "flowgroup_worker"
_ROLE: Final = both("role", "角色")
_RIGHTS: Final = both("rights", "权限")
_ACCOUNTS: Final = both("accounts", "账户")
_LOG: Final = both("server log", "服务器日志")


async def role(engine: AsyncEngine) -> AsyncIterator[Finding]:
    """Yield what the login is, what it lacks, and whether the server's log is quiet."""
    [row] = await ask(engine, "doctor_role", {})
    yield _role(row)
    if row["roles"] and not (row["owner"] or {"flowgroup_ops", _WORKER} & set(row["roles"])):
        granted = [one["account"] for one in await ask(engine, "doctor_accounts", {})]
        yield _accounts(row["acts_as"], granted)
        return
    if row["lacking"]:
        yield _lacking(row)
    [log] = await ask(engine, "doctor_log", {})
    yield _log(log)


def _role(row: RowMapping) -> Finding:
    name = row["login"]
    if row["acts_as"] != name:
        name = f"{row['acts_as']} (login {name})"
    if row["superuser"] or row["owner"]:
        return _powerful(name, row)
    if row["roles"]:
        return ok(_ROLE, f"{name}: {', '.join(row['roles'])}")
    grant = f"flowgroup migrate --roles; GRANT {_WORKER} TO {row['acts_as']}"
    return warn(
        _ROLE,
        both(f"{name}: none of flowgroup's roles", f"{name}：不属于 flowgroup 的任何角色"),
        both(f"as the owner: {grant}", f"请以属主身份执行：{grant}"),
    )


def _powerful(name: str, row: RowMapping) -> Finding:
    what = both("a superuser", "超级用户") if row["superuser"] else both("the owner", "属主")
    english, chinese = spoken(what, "en"), spoken(what, "zh-CN")
    found = f"{name}: {english}, with every right", f"{name}：{chinese}，拥有全部权限"
    if not row["has_roles"]:
        narrower = "; flowgroup migrate --roles makes narrower ones"
        return ok(
            _ROLE,
            both(found[0] + narrower, f"{found[1]}；flowgroup migrate --roles 可建立受限角色"),
        )
    todo = both(
        f"for workers, a login that is a member of {_WORKER} is enough",
        f"工作进程使用 {_WORKER} 成员的登录用户即可",
    )
    return warn(_ROLE, both(*found), todo)


def _accounts(name: str, granted: Sequence[str]) -> Finding:
    if granted:
        return ok(_ACCOUNTS, ", ".join(granted))
    return fail(
        _ACCOUNTS,
        both(
            "none is granted: no row can be enqueued or read",
            "未授权任何账户：不能入队或读取任何行",
        ),
        both(
            f"as the owner, insert ('{name}', 'default') into flowgroup.account_grants",
            f"请以属主身份向 flowgroup.account_grants 插入 ('{name}', 'default')",
        ),
    )


def _lacking(row: RowMapping) -> Finding:
    if "flowgroup_ops" in row["roles"]:
        return ok(
            _RIGHTS, both("to look and to steer, not to work", "可查看和操作，不能运行工作进程")
        )
    lacking = ", ".join(row["lacking"])
    return fail(
        _RIGHTS,
        both(f"a worker would lack {lacking}", f"工作进程会缺少：{lacking}"),
        both(
            "as the owner: flowgroup migrate --roles", "请以属主身份执行：flowgroup migrate --roles"
        ),
    )


def _log(row: RowMapping) -> Finding:
    mend = "flowgroup migrate --roles"
    if row["settings"]:
        kept = ", ".join(row["settings"])
        found = both(
            f"the server's log may keep what is sent here: {kept}",
            f"服务器日志可能留存发送到此处的内容：{kept}",
        )
        return warn(_LOG, found, both(f"as a superuser: {mend}", f"请以超级用户身份执行：{mend}"))
    if row["logins"]:
        kept = ", ".join(row["logins"])
        found = both(
            f"the server's log may keep what these logins send: {kept}",
            f"服务器日志可能留存这些登录用户发送的内容：{kept}",
        )
        todo = both(f"as a superuser: {mend}, once more", f"请以超级用户身份再次执行：{mend}")
        return warn(_LOG, found, todo)
    return ok(_LOG, both("keeps nothing of what is sent here", "不留存发送到此处的任何内容"))
