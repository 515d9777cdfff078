"""Many calling keys on one machine: each has a limit of its own."""

import asyncio
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

from tests.bench.arithmetic import most_in_any_second, used, within
from tests.bench.bench import Bench
from tests.bench.crew import crew
from tests.bench.figure import Figure, at_least, at_most
from tests.bench.place import Place, Settings, place
from tests.bench.receiver import key
from tests.bench.share import LIMIT, WARM

KEYS = 25
_SETTINGS: Settings = {"concurrency": 256}
_INSERT = """INSERT INTO flowgroup.jobs (account, payload, checked_at)
SELECT 'account' || k, jsonb_set(payload, '{FlowGroupName}', to_jsonb('group_' || k || '_' || n)), now()
FROM generate_series(1, $2::int) AS n, generate_series(1, $3::int) AS k,
    (SELECT $1::jsonb AS payload) AS example"""


async def keys(bench: Bench) -> list[Figure]:
    """Serve 25 accounts with a key each at 20/s, by as few workers as hold the goal."""
    seconds = bench.seconds(180, quick=30)
    figures: list[Figure] = []
    for workers in bench.workers((1, 2, 4), quick=(1, 2, 4)):
        async with place(
            bench.home, bench.server_url, limit=LIMIT, keys=KEYS + 1, latency=0.0
        ) as here:
            _write_profile(here.folder)
            await _stock(here, int((seconds + 40) * LIMIT))
            async with crew(here, workers, settings=_SETTINGS):
                figures += await _measured(here, seconds, workers)
        if all(figure.met is not False for figure in figures[-4:]):
            break
    return figures


async def _measured(here: Place, seconds: float, workers: int) -> list[Figure]:
    await here.arrived(KEYS)
    await asyncio.sleep(WARM)
    start = time.monotonic()
    await asyncio.sleep(seconds)
    by_key: defaultdict[str, list[float]] = defaultdict(list)
    passed: defaultdict[str, list[float]] = defaultdict(list)
    for call in await here.arrivals():
        by_key[call.key].append(call.at)
        if not call.code:
            passed[call.key].append(call.at)
    names = [key(number).secret_id for number in range(1, KEYS + 1)]
    shares = [used(passed[name], start, seconds, LIMIT) for name in names]
    calls = sum(len(within(by_key[name], start, seconds)) for name in names)
    good = sum(len(within(passed[name], start, seconds)) for name in names)
    of = f"{KEYS} keys × {LIMIT}/s, {workers} worker{'s' * (workers > 1)}"
    how = f"{good} calls, {seconds:g} s"
    return [
        Figure(f"{of}: worst key", min(shares), "%", at_least(0.97), how, shares),
        Figure("… median key", median(shares), "%"),
        Figure("… refused", 1 - good / calls, "%", at_most(0.001)),
        Figure("… most in any second", max(map(most_in_any_second, by_key.values())), ""),
    ]


def _write_profile(home: Path) -> None:
    folder = home / ".tencentcloud"
    folder.mkdir()
    sections = (
        f"[account{number}]\nsecret_id={key(number).secret_id}\n"
        f"secret_key={key(number).secret_key}\n"
        for number in range(1, KEYS + 1)
    )
    (folder / "credentials").write_text("".join(sections))


async def _stock(here: Place, rows: int) -> None:
    """Insert rows for each account, in the order of a night: all accounts side by side."""
    await here.connection.execute(_INSERT, here.example(), rows, KEYS)
    await here.settle()
