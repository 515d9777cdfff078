"""What the database says: its version, its clock, its bindings."""

from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from worker.clock import Clock
from worker.ops.ask import ask
from worker.ops.doctor.finding import Finding, fail, ok, warn
from worker.ops.language import advice
from worker.settings import Settings
from worker.store import Store
from worker.tencent.client import TencentClient
from worker.tencent.credentials import Credential, CredentialError, load

TOLERATED: Final = 30.0
REFUSED: Final = 240.0


async def version(engine: AsyncEngine) -> str:
    """Return the server's version."""
    [row] = await ask(engine, "doctor_version", {})
    return str(row["version"])


async def clock(engine: AsyncEngine, local: Clock) -> Finding:
    """Compare the database's clock with this machine's."""
    before = local.wall()
    [row] = await ask(engine, "doctor_version", {})
    off = row["at"].timestamp() - (before + local.wall()) / 2
    return judged("database clock", off, "this machine's")


def judged(what: str, off: float, other: str) -> Finding:
    """Judge seconds between two clocks; signatures die after 300 s."""
    found = f"{off:+.1f} s from {other}"
    todo = "set both clocks by NTP (chronyc tracking, timedatectl)"
    if abs(off) > REFUSED:
        return fail(what, found, todo)
    return warn(what, found, todo) if abs(off) > TOLERATED else ok(what, found)


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
        found = "this database is not the one that sent before (restored backup, promoted standby)"
        yield fail("database identity", found, advice("Worker.DatabaseChanged", "en"))
    for name in names:
        bound, credential = (await store.gate(name)).key_fingerprint, _key(name, environ, home)
        if bound and credential and bound != credential.key_fingerprint:
            todo = advice("Worker.KeyMismatch", "en", account=name)
            yield fail(f"key of {name}", f"bound to {bound}", todo)


def _endpoint(bound: str | None, host: str) -> Finding:
    if bound is None:
        return ok("binding", f"nothing was sent yet; the first send binds to {host}")
    if bound == host:
        return ok("binding", f"to {host}")
    found = f"bound to {bound}, but the endpoint is {host}"
    return fail("binding", found, advice("Worker.EndpointMismatch", "en"))


def _key(account: str, environ: Mapping[str, str], home: Path) -> Credential | None:
    try:
        return load(account, environ, home)
    except CredentialError:
        return None
