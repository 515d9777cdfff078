"""What the table's own work costs an INSERT … SELECT."""

import time
from statistics import median

import asyncpg
import orjson

from tests.bench.bench import Bench
from tests.bench.figure import Figure, at_least
from tests.bench.place import place
from tests.support.emulated import example

ROUNDS = 3
_PREPARE = (
    "CREATE TABLE source (payload jsonb NOT NULL)",
    "CREATE TABLE bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload jsonb NOT NULL)",
)
_SOURCE = """INSERT INTO source
SELECT jsonb_set($1::jsonb, '{FlowGroupName}', to_jsonb('group_' || n))
FROM generate_series(1, $2::int) AS n"""
_INTO = {
    "bare": "INSERT INTO bare (payload) SELECT payload FROM source",
    "flowgroup.jobs": "INSERT INTO flowgroup.jobs (payload) SELECT payload FROM source",
}


async def insert(bench: Bench) -> list[Figure]:
    """Insert example payloads from a table, in turn into a bare table and into ours."""
    rows = bench.times(100_000, quick=20_000)
    took: dict[str, list[float]] = {table: [] for table in _INTO}
    async with place(bench.home, bench.server_url, limit=0) as here:
        for statement in _PREPARE:
            await here.connection.execute(statement)
        await here.connection.execute(_SOURCE, orjson.dumps(example(1)).decode(), rows)
        for _ in range(ROUNDS):
            for table in _INTO:
                took[table].append(await _timed(here.connection, table))
    bare, ours = median(took["bare"]), median(took["flowgroup.jobs"])
    ratios = [b / o for b, o in zip(took["bare"], took["flowgroup.jobs"], strict=True)]
    how = f"{rows:,} example payloads from a table; bare {bare:.2f} s, ours {ours:.2f} s"
    return [
        Figure("INSERT … SELECT, speed to a bare table's", median(ratios), "×", at_least(0.5), how)
    ]


async def _timed(connection: asyncpg.Connection, table: str) -> float:
    await connection.execute(f"TRUNCATE {table}")
    await connection.execute("CHECKPOINT")
    start = time.monotonic()
    await connection.execute(_INTO[table])
    return time.monotonic() - start
