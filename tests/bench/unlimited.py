"""Jobs a second when the API sets no limit, beside a loop that does nothing but call."""

import sys
from pathlib import Path

from tests.bench.place import Figure, Place, place
from tests.support.programs import clean_environ, program

_UNLIMITED = {"rate_limit": 1_000_000, "concurrency": 256}


async def unlimited(home: Path, server_url: str, *, rows: int) -> list[Figure]:
    """Drain rows through one worker, then send as many calls from a bare loop."""
    async with place(home, server_url, limit=0) as here:
        await here.api.tune(validate=False)
        ours = await _drained(here, rows)
        bare = await _bare(here, rows)
    return [
        Figure(
            "jobs a second without a limit, 1 worker", f"{ours:,.0f}", f"{rows:,} rows, fsync on"
        ),
        Figure(
            "… of what a bare aiohttp loop sends",
            f"{ours / bare:.0%}",
            f"{bare:,.0f} a second, 100 at once",
        ),
    ]


async def _drained(here: Place, rows: int) -> float:
    await here.insert(1, rows)
    async with here.worker("--drain", **_UNLIMITED) as worker:
        await worker.wait()
    made: list[float] = sorted(
        entry["arrived"] for entry in await here.api.entries() if entry["created"]
    )
    return (len(made) - 1) / (made[-1] - made[0])


async def _bare(here: Place, rows: int) -> float:
    command = (sys.executable, "-m", "tests.bench.bare")
    environ = clean_environ(here.home)
    async with program(here.api.url, str(rows), environ=environ, command=command) as process:
        output, _ = await process.communicate()
    return float(output)
