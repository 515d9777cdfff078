"""The calls of each minute are written down once what answers late is known, and kept for a week."""

from datetime import timedelta

import asyncpg

from tests.support.factories import insert_attempt, insert_job

MINUTE = timedelta(minutes=1)
ROLL = "SELECT flowgroup.roll_minutes('-infinity')"
MANY = """INSERT INTO flowgroup.attempts
    (job_id, attempt_no, token, account, worker, begun_at, signed_at, send_deadline)
SELECT 1, n, gen_random_uuid(), 'default', 'w', at, at, at
FROM (SELECT date_trunc('minute', now() - interval '1 hour')) AS hour (at), generate_series(1, 50001) AS n"""


async def minutes(connection: asyncpg.Connection) -> list[int]:
    """Roll from the beginning; return how many calls each minute has."""
    await connection.fetchval(ROLL)
    return [
        row["calls"]
        for row in await connection.fetch("SELECT calls FROM flowgroup.minutes ORDER BY minute")
    ]


async def test_a_minute_waits_for_its_late_answers(connection: asyncpg.Connection) -> None:
    """They are awaited for five minutes: what began lately is not written down yet."""
    job = await insert_job(connection)
    await insert_attempt(connection, job, 1, aged=9 * MINUTE)
    for attempt_no in (2, 3):
        await insert_attempt(connection, job, attempt_no, aged=4 * MINUTE)

    assert [1] == await minutes(connection)


async def test_a_minute_is_kept_for_a_week(connection: asyncpg.Connection) -> None:
    """What is older goes when the next is written down."""
    await connection.execute(
        "INSERT INTO flowgroup.minutes (minute, calls, accepted, refused, retried, in_doubt)"
        " SELECT date_trunc('minute', now()) - make_interval(days => n), n, 0, 0, 0, 0"
        " FROM unnest('{6, 8}'::int[]) AS n"
    )
    await insert_attempt(connection, await insert_job(connection), 1, aged=9 * MINUTE)

    assert [6, 1] == await minutes(connection)


async def test_a_minute_is_never_cut(connection: asyncpg.Connection) -> None:
    """However many calls one minute has, it is written down whole, and the mark goes on."""
    await insert_job(connection)
    await connection.execute(MANY)

    assert [50_001] == await minutes(connection)
