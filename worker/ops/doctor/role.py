"""Which role is connected, what a worker would lack as it, and what the server's log would keep of payloads."""

from collections.abc import AsyncIterator, Sequence

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.ops.ask import ask
from worker.ops.doctor.finding import Finding, fail, ok, warn

_WORKER = "flowgroup_worker"


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
        what = "a superuser" if row["superuser"] else "the owner"
        found = f"{name}: {what}, with every right"
        if not row["has_roles"]:
            return ok("role", f"{found}; flowgroup migrate --roles makes narrower ones")
        todo = f"for workers, a login that is a member of {_WORKER} is enough"
        return warn("role", found, todo)
    if row["roles"]:
        return ok("role", f"{name}: {', '.join(row['roles'])}")
    todo = f"as the owner: flowgroup migrate --roles, then GRANT {_WORKER} TO {row['acts_as']}"
    return warn("role", f"{name}: none of flowgroup's roles", todo)


def _accounts(name: str, granted: Sequence[str]) -> Finding:
    if granted:
        return ok("accounts", ", ".join(granted))
    todo = f"as the owner, insert ('{name}', 'default') into flowgroup.account_grants"
    return fail("accounts", "none is granted: no row can be enqueued or read", todo)


def _lacking(row: RowMapping) -> Finding:
    found = f"a worker would lack {', '.join(row['lacking'])}"
    if "flowgroup_ops" in row["roles"]:
        return ok("rights", "to look and to steer, not to work")
    return fail("rights", found, "as the owner: flowgroup migrate --roles")


def _log(row: RowMapping) -> Finding:
    if row["settings"]:
        found = f"the server's log may keep what is sent here: {', '.join(row['settings'])}"
        return warn("server log", found, "as a superuser: flowgroup migrate --roles")
    if row["logins"]:
        found = f"the server's log may keep what these logins send: {', '.join(row['logins'])}"
        return warn("server log", found, "as a superuser: flowgroup migrate --roles, once more")
    return ok("server log", "keeps nothing of what is sent here")
