"""What the database says: its version, its clock, its bindings."""

from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from worker.bilingual import both, spoken
from worker.clock import Clock
from worker.ops.ask import ask
from worker.ops.doctor.finding import Finding, fail, ok, warn
from worker.ops.language import advice_in_both
from worker.settings import Settings
from worker.store import Store
from worker.tencent.client import TencentClient
from worker.tencent.credentials import Credential, CredentialError, load

TOLERATED: Final = 30.0
REFUSED: Final = 240.0
_NTP: Final = both(
    "set both clocks by NTP (chronyc tracking, timedatectl)",
    "请用 NTP 校准两边的时钟（chronyc tracking、timedatectl）",
)
_BINDING: Final = both("binding", "绑定")
_IDENTITY: Final = both("database identity", "数据库身份")
_CHANGED: Final = both(
    "this database is not the one that sent before (restored backup, promoted standby)",
    "该数据库不是此前发送时的数据库（恢复的备份或提升的备库）",
)


async def version(engine: AsyncEngine) -> str:
    """Return the server's version."""
    [row] = await ask(engine, "doctor_version", {})
    return str(row["version"])


async def clock(engine: AsyncEngine, local: Clock) -> Finding:
    """Compare the database's clock with this machine's."""
    before = local.wall()
    [row] = await ask(engine, "doctor_version", {})
    off = row["at"].timestamp() - (before + local.wall()) / 2
    return judged(both("database clock", "数据库时钟"), off, both("this machine's", "本机的时钟"))


def judged(what: str, off: float, other: str) -> Finding:
    """Judge seconds between two clocks; signatures die after 300 s."""
    chinese = f"与{spoken(other, 'zh-CN')}相差 {off:+.1f} 秒"
    found = both(f"{off:+.1f} s from {spoken(other, 'en')}", chinese)
    if abs(off) > REFUSED:
        return fail(what, found, _NTP)
    return warn(what, found, _NTP) if abs(off) > TOLERATED else ok(what, found)


async def accounts(engine: AsyncEngine) -> list[str]:
    """Return the accounts that have jobs, with `default` in any case."""
    return sorted({"default", *await Store(engine).accounts()})


async def bindings(
    engine: AsyncEngine,
    names: Iterable[str],
    settings: Settings,
    environ: Mapping[str, str],
    home: Path,
) -> AsyncIterator[Finding]:
    """Compare endpoint, keys and database with those of the first send."""
    host = TencentClient(settings.endpoint, request_timeout=1).host
    store = Store(engine)
    gate = await store.gate("default")
    yield _endpoint(gate.endpoint, host)
    if gate.database_identity not in {None, gate.current_identity}:
        yield fail(_IDENTITY, _CHANGED, advice_in_both("Worker.DatabaseChanged"))
    for name in names:
        bound, credential = (await store.gate(name)).key_fingerprint, _key(name, environ, home)
        if bound and credential and bound != credential.key_fingerprint:
            what = both(f"key of {name}", f"账户 {name} 的密钥")
            found = both(f"bound to {bound}", f"已绑定 {bound}")
            yield fail(what, found, advice_in_both("Worker.KeyMismatch", account=name))


def _endpoint(bound: str | None, host: str) -> Finding:
    if bound is None:
        first = f"nothing was sent yet; the first send binds to {host}"
        return ok(_BINDING, both(first, f"尚未发送过；首次发送将绑定 {host}"))
    if bound == host:
        return ok(_BINDING, both(f"to {host}", f"已绑定 {host}"))
    found = both(
        f"bound to {bound}, but the endpoint is {host}", f"已绑定 {bound}，而接口地址为 {host}"
    )
    return fail(_BINDING, found, advice_in_both("Worker.EndpointMismatch"))


def _key(account: str, environ: Mapping[str, str], home: Path) -> Credential | None:
    try:
        return load(account, environ, home)
    except CredentialError:
        return None
