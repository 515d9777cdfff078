"""What the views count, beside what a plain count says."""

import asyncpg

PLAIN = """
SELECT batch, account, status, error_code, count(*) AS n, coalesce(sum(contracts), 0) AS contracts
FROM flowgroup.jobs WHERE finished_at IS NOT NULL GROUP BY 1, 2, 3, 4"""
COUNTED = "SELECT batch, account, status, error_code, n, contracts FROM flowgroup.final_counts()"
FUNCTION = "SELECT pg_get_functiondef('flowgroup.roll_up'::regproc)"
TRIGGERS = """
SELECT tgname, pg_get_triggerdef(oid) AS sql FROM pg_trigger
WHERE tgname IN ('jobs_tallied_inserted', 'jobs_tallied_updated')"""
FASTER = {
    "'5 seconds'": "'50 milliseconds'",
    "'1 second'": "'0'",
    "'00:00:04'": "'40 milliseconds'",
}


async def differing(connection: asyncpg.Connection) -> set[tuple[object, ...]]:
    """Return the counts in which the tallies and the rows differ, at one instant."""
    async with connection.transaction(isolation="repeatable_read"):
        rows = [{tuple(row) for row in await connection.fetch(sql)} for sql in (PLAIN, COUNTED)]
    return rows[0] ^ rows[1]


async def hasten(connection: asyncpg.Connection) -> None:
    """Make the seconds for which the tallies wait hundredths, in this database."""
    definitions = [await connection.fetchval(FUNCTION)]
    for row in await connection.fetch(TRIGGERS):
        definitions += [f"DROP TRIGGER {row['tgname']} ON flowgroup.jobs", row["sql"]]
    for definition in definitions:
        sql = definition
        for slow, fast in FASTER.items():
            sql = sql.replace(slow, fast)
        assert sql != definition or sql.startswith("DROP")

        await connection.execute(sql)


async def look(connection: asyncpg.Connection, steps: int = 20000) -> None:
    """Add up once, however short a time ago it was done last."""
    await connection.execute("UPDATE flowgroup.tally_mark SET looked_at = '-infinity'")
    while await connection.fetchval("SELECT flowgroup.roll_up($1)", steps):
        pass


async def add_up(connection: asyncpg.Connection) -> None:
    """Add up until the mark lies behind all that has ended."""
    last = await connection.fetchval("SELECT clock_timestamp()")
    while last >= await connection.fetchval("SELECT upto FROM flowgroup.tally_mark"):
        await look(connection)
