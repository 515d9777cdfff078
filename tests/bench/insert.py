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
_TABLES = {"bare": "bare", "ours": "flowgroup.jobs"}
_FROM = {
    "documents": "SELECT jsonb_set($1::jsonb, '{FlowGroupName}', to_jsonb('group_' || n))"
    " FROM generate_series(1, $2::int) AS n",
    "a table of stored ones": "SELECT payload FROM source",
}
_GOALS = {"documents": at_least(0.5), "a table of stored ones": None}


async def insert(bench: Bench) -> list[Figure]:
    """Insert example payloads, made on the way or read from a table, in turn into a bare table and into ours."""
    rows = bench.times(100_000, quick=20_000)
    example_ = orjson.dumps(example(1)).decode()
    async with place(bench.home, bench.server_url, limit=0) as here:
        for statement in _PREPARE:
            await here.connection.execute(statement)
        await here.connection.execute(_SOURCE, example_, rows)
        return [
            await _compared(here.connection, source, (example_, rows) if "$1" in select else ())
            for source, select in _FROM.items()
        ]


async def _compared(
    connection: asyncpg.Connection, source: str, values: tuple[object, ...]
) -> Figure:
    took: dict[str, list[float]] = {table: [] for table in _TABLES}
    for _ in range(ROUNDS):
        for table in _TABLES:
            took[table].append(await _timed(connection, table, source, values))
    ratios = [b / o for b, o in zip(took["bare"], took["ours"], strict=True)]
    how = f"example 1; bare {median(took['bare']):.2f} s, ours {median(took['ours']):.2f} s"
    name = f"INSERT … SELECT from {source}, speed to a bare table's"
    return Figure(name, median(ratios), "×", _GOALS[source], how, ratios)


async def _timed(
    connection: asyncpg.Connection, table: str, source: str, values: tuple[object, ...]
) -> float:
    await connection.execute(f"TRUNCATE {_TABLES[table]}")
    await connection.execute("CHECKPOINT")
    start = time.monotonic()
    await connection.execute(f"INSERT INTO {_TABLES[table]} (payload) {_FROM[source]}", *values)
    return time.monotonic() - start
