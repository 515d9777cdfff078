"""People and secrets in every payload of a run that is hurt: none may be found where somebody could read of them.

The server logs whatever it is told to log. Rows come by SQL of all kinds, right and wrong, and by the command; the API
names people in its errors; workers are killed, the database crashes, and the last worker misses a column and ends
with a traceback. Then logs, spool, the server's log, metrics and what every command prints are searched.
"""

import asyncio
import json
from contextlib import suppress
from http import HTTPStatus
from random import Random
from typing import Final

import aiohttp
import asyncpg

from tests.chaos.canary import Canary, found_in, texts_below
from tests.chaos.canary_commands import ask_all
from tests.chaos.canary_places import (
    INSERT,
    LOGINS,
    LOUD,
    NAMED,
    PAGES,
    SETTINGS,
    WRONG,
)
from tests.chaos.figures import Figures
from tests.chaos.fleet import Fleet
from tests.chaos.lab import LOOK, Lab, lab, pause_for, until
from tests.support.logins import as_user
from worker.postgres.files import free_port
from worker.schema import migrate

NAME: Final = "canaries"
_REPORT: Final = b'"refused"'  # in the spool; an answer of the API that named people
# A row that names a file waits for a folder that nobody has.
_MOVES: Final = """SELECT count(*) FROM flowgroup.jobs
WHERE status = 'sending' OR status = 'pending' AND NOT waits_for_files"""


async def run(seed: int, *, quick: bool) -> Figures:
    """Send rows through the night, and search what it left behind."""
    jobs = 80 if quick else 2_000
    figures = Figures("Canaries", seed)
    async with lab(seed) as place:
        await _open(place)
        await _enqueue(place, jobs)
        fleet, spool = await _night(place, seed, jobs, kills=2 if quick else 20)
        told = await _tracebacks(place, jobs)
        pages, answered = await _pages(place)
        await _names_of_the_api(place, figures)
        said = await ask_all(place, jobs, quick=quick) | pages
        log = {"server.log": (place.folder / "postgres" / "server.log").read_bytes()}
        texts = {**_logs(place), **texts_below(place.folder / "state"), **spool, **said, **log}
        secrets = _secrets(place, jobs + 10)
        leaks = found_in(texts, secrets)
        figures.note({"rows": jobs, "secrets": len(secrets), "texts": len(texts)})
        figures.note({"bytes searched": sum(map(len, texts.values()))})
        figures.must("SIGKILL", fleet.count("SIGKILL"), 3 if quick else 21)
        kept = sum(text.count(_REPORT) for text in spool.values())
        figures.at_least("refusals in the spools when a worker was killed", kept, 1)
        figures.must("worker that ended with a traceback", told, expected=True)
        figures.must("metrics told", b"flowgroup_jobs" in texts["/metrics"], expected=True)
        figures.must("pages that answered", answered, len(PAGES) + 1)
        figures.must("secrets found", len(leaks), 0)
        figures.violations += sorted(leaks)[:20]
        await _control(place, figures)
    return figures


async def _open(place: Lab) -> None:
    """Make roles and logins, and then let the server log everything."""
    await migrate(place.url, roles=True)
    for sql in LOGINS.split(";"):
        await place.ask(sql)
    await migrate(place.url)
    for sql in LOUD:
        await place.ask(sql)
    await _until(place, "SHOW log_statement", "all")


async def _until(place: Lab, sql: str, value: str) -> None:
    while await place.one(sql) != value:
        await pause_for(LOOK)


async def _enqueue(place: Lab, jobs: int) -> None:
    """Insert rows as platforms do: values in the text, values beside it, many at once; and statements that fail."""
    crm = await asyncpg.connect(as_user(place.url, "crm"))
    try:
        rows = [(f"job_{n}", json.dumps(Canary.of(n).payload(f"job_{n}"))) for n in range(jobs)]
        for key, row in rows[: jobs // 4]:
            text = row.replace("'", "''")
            await crm.execute(f"{INSERT} ('night', '{key}', '{text}')")
        for key, row in rows[jobs // 4 : jobs // 2]:
            await crm.fetch(f"{INSERT} ('night', $1, $2) RETURNING id", key, row)
        await crm.executemany(f"{INSERT} ('night', $1, $2)", rows[jobs // 2 :])
        stranger = Canary.of(jobs)
        for body in stranger.bad_payloads("bad"):
            await crm.execute(f"{INSERT} ('bad', NULL, $1)", json.dumps(body, ensure_ascii=False))
        for sql in WRONG:
            with suppress(asyncpg.PostgresError):
                await crm.execute(sql.format(**vars(stranger)))
            with suppress(asyncpg.PostgresError):
                await crm.fetch(f"{INSERT} ('night', 'job_1', $1)", json.dumps(vars(stranger)))
    finally:
        await crm.close()


async def _night(place: Lab, seed: int, jobs: int, *, kills: int) -> tuple[Fleet, dict[str, bytes]]:
    """Send the rows; workers are killed, the database crashes, the API names people.

    Return what a killed worker left in its spool too.
    """
    draw = Random(seed)
    await place.api.tune(latency=0.4)
    await place.api.misbehave(_naming(jobs, "code:InvalidParameter.Mobile", 1))
    known = {**SETTINGS, "database_url": as_user(place.url, "night")}
    fleet = Fleet(place, 2, known)
    await fleet.start()
    spool = await _spool(place, fleet, draw)
    await place.api.tune(latency=0.05)
    await place.api.behave()
    await place.api.misbehave(*_faults(jobs))
    for kill in range(kills):
        while place.api.calls() < (kill + 1) * jobs // (kills + 2):
            await _probe(place)
        await fleet.kill(draw)
    await fleet.crash_database()
    await place.ask("SELECT flowgroup.resume('*', 'seen')")
    while await place.one(_MOVES):
        await _probe(place)
    await place.end()
    return fleet, spool


async def _spool(place: Lab, fleet: Fleet, draw: Random) -> dict[str, bytes]:
    """Take the database away under calls on the wire, kill a worker, and return what both kept on disk."""
    folder = place.folder / "state" / "spool"
    await place.called(4)
    await asyncio.to_thread(place.server.stop, "immediate")
    await until(lambda: any(_REPORT in text for text in texts_below(folder).values()))
    await fleet.kill(draw)
    spool = {f"killed: {name}": text for name, text in texts_below(folder).items()}
    await asyncio.to_thread(place.server.start)
    return spool


async def _probe(place: Lab) -> None:
    """Let an account that the API stopped be probed at once."""
    await place.ask("UPDATE flowgroup.accounts SET probe_at = now() WHERE probe_at > now()")
    await pause_for(LOOK)


def _faults(jobs: int) -> list[dict[str, object]]:
    named = (
        ("code:InvalidParameter.Mobile", 0.05),
        ("code:FailedOperation", 0.03),
        ("internal_error_before", 0.05),
        ("code:OperationDenied.NoQuota", 0.01),
    )
    plain = ("reset_after", "truncated", "garbage_after", "html_502_after")
    faults = [_naming(jobs, name, share) for name, share in named]
    return faults + [{"times": None, "name": name, "probability": 0.02} for name in plain]


def _naming(jobs: int, name: str, share: float) -> dict[str, object]:
    """Return a fault whose message names people."""
    people = Canary.of(jobs + 1)
    text = f"{people.name} ({people.mobile}, {people.id_number}) is unknown"
    return {"times": None, "text": text, "name": name, "probability": share}


async def _tracebacks(place: Lab, jobs: int) -> bool:
    """Let a column go while a call is on the wire: the worker ends with a traceback; tell whether it did."""
    await place.api.behave()
    canary = Canary.of(jobs + 2)
    body = json.dumps(canary.payload("last"))
    await place.ask("ALTER TABLE flowgroup.attempts RENAME doubt_code TO gone")
    sql = "INSERT INTO flowgroup.jobs (payload) VALUES ($1)"
    await place.ask(sql, body, url=as_user(place.url, "crm"))
    known = {**SETTINGS, "database_url": as_user(place.url, "night")}
    worker = await place.worker(settings=known)
    await worker.process.wait()
    await place.ask("ALTER TABLE flowgroup.attempts RENAME gone TO doubt_code")
    return b'File "' in worker.log.read_bytes()


async def _pages(place: Lab) -> tuple[dict[str, bytes], int]:
    """Return what a worker tells over HTTP, a row's own page too, and how many answers were none of a fault."""
    address = f"127.0.0.1:{free_port()}"
    known = {**SETTINGS, "database_url": as_user(place.url, "night"), "http": address}
    worker = await place.worker(settings=known)
    await worker.said("worker_started")
    told, answered = {}, 0
    row = await place.one(NAMED)
    async with aiohttp.ClientSession() as session:
        for path in (*PAGES, f"/jobs/{row}"):
            async with session.get(f"http://{address}{path}") as answer:
                told[path] = await answer.read()
                answered += answer.status == HTTPStatus.OK
    await worker.end()
    return told, answered


def _logs(place: Lab) -> dict[str, bytes]:
    return {child.log.name: child.log.read_bytes() for child in place.children}


def _secrets(place: Lab, rows: int) -> dict[str, str]:
    people = {
        f"{field} of row {n}": str(value)
        for n in range(rows)
        for field, value in vars(Canary.of(n)).items()
    }
    return {**people, "secret key": place.api.key.secret_key}


async def _names_of_the_api(place: Lab, figures: Figures) -> None:
    """Messages of the API are kept without long numbers; it did name people, and pruning has not come yet."""
    sql = "SELECT count(*) FROM flowgroup.attempts WHERE error_message "
    figures.must("messages with long numbers", await place.one(sql + "~ '[0-9]{7}'"), 0)
    masked = await place.one(sql + "LIKE '%***%'")
    figures.at_least("control: messages with a number taken out", masked, 1)


async def _control(place: Lab, figures: Figures) -> None:
    """What a login sends that nobody quieted is found: the search can see, and the server did log."""
    canary = Canary.of(999_999)
    await place.ask(f"SELECT '{canary.name}', '{canary.mobile}'")
    log = (place.folder / "postgres" / "server.log").read_bytes()
    found = found_in({"server.log": log}, {"name": canary.name, "mobile": canary.mobile})
    figures.must("control: found of a login that is not quiet", len(found), 2)
