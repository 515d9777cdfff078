"""`flowgroup enqueue`: the rows of files into the table, each file whole or not at all."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.ops.failure import DENIED, connected
from worker.ops.intake.accounts import known_accounts
from worker.ops.intake.desk import Desk
from worker.ops.intake.progress import Bar, bar
from worker.ops.intake.rows import FileRow
from worker.ops.intake.tally import Enqueued
from worker.store import statement

ROWS: Final = 500
BYTES: Final = 8 * 1024 * 1024
PATIENCE: Final = 3600.0  # s; a million rows take a minute


async def enqueue_files(
    desk: Desk, files: Sequence[Path], *, batch: str | None, skip_invalid: bool
) -> bool:
    """Enqueue files, print what became of them, return whether none was refused.

    Raises:
        SettingsError: a file cannot be read.
        DatabaseError: the database is away.
    """
    async with connected(desk.settings) as engine:
        enqueuer = Enqueuer(engine, desk, batch=batch, skip=skip_invalid)
        with bar(files) as progress:
            results = [await enqueuer.enqueue(file, progress) for file in files]
        strangers = desk.strangers(enqueuer.accounts, await _known(engine, enqueuer.accounts))
    if desk.json:
        desk.print_json(results, strangers)
    else:
        for result in results:
            desk.line(
                desk.say["refused" if result.refused else "enqueued"].format_map(asdict(result))
            )
        if keyless := sum(result.without_key for result in results if not result.refused):
            desk.line(desk.say["no_keys"].format(rows=keyless))
    return not any(result.refused for result in results)


async def _known(engine: AsyncEngine, accounts: set[str]) -> frozenset[str]:
    """Return the accounts that were sent for; all, where the login may not see: whoever granted them knows them."""
    try:
        return await known_accounts(engine)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != DENIED:
            raise
        return frozenset(accounts)


class Enqueuer:
    """Enqueues files, each by one transaction."""

    def __init__(self, engine: AsyncEngine, desk: Desk, *, batch: str | None, skip: bool) -> None:
        # The engine's own statements are transactions of their own; here a file is one.
        self._engine = engine.execution_options(isolation_level="READ COMMITTED")
        self._desk = desk
        self._reader = desk.reader()
        self._batch = batch
        self._skip = skip
        self.accounts = set[str]()

    async def enqueue(self, file: Path, progress: Bar) -> Enqueued:
        """Enqueue a file, and tell the faults of what is not enqueued.

        Raises:
            SettingsError: it cannot be read.
        """
        done = Enqueued(str(file))
        async with self._engine.begin() as connection:
            await connection.execute(statement("enqueue_table"))
            raw: Any = (await connection.get_raw_connection()).driver_connection
            gathered = await self._gather(raw, self._read(file, done, progress), done)
            if done.invalid and not self._skip:
                return Enqueued(str(file), rows=done.rows, invalid=done.invalid, refused=True)
            made = await raw.fetchrow(str(statement("enqueue")), timeout=PATIENCE)
        done.new, done.mended = made
        done.known = gathered - sum(made)
        return done

    def _read(self, file: Path, done: Enqueued, progress: Bar) -> Iterator[FileRow]:
        for row in self._reader.rows(file):
            done.rows += 1
            progress.read(row)
            if row.valid and not row.repeats:
                done.without_key += row.columns.dedupe_key is None
                self.accounts.add(row.account)
                yield row
            else:
                done.invalid += not row.valid
                done.repeated += row.valid
                self._desk.tell(row)

    async def _gather(self, raw: Any, rows: Iterator[FileRow], done: Enqueued) -> int:  # noqa: ANN401 - SQLAlchemy's
        """Copy some rows while the next ones are checked; once one is invalid, only check. Return how many."""
        gathered = 0
        chunk = await asyncio.to_thread(_next, rows)
        while chunk:
            ahead = asyncio.create_task(asyncio.to_thread(_next, rows), name="read")
            if self._skip or not done.invalid:
                records = [self._record(n, row) for n, row in enumerate(chunk, gathered)]
                await raw.copy_records_to_table("enqueued", schema_name="pg_temp", records=records)
                gathered += len(chunk)
            chunk = await ahead
        return gathered

    def _record(self, n: int, row: FileRow) -> tuple[object, ...]:
        """Return what `enqueue_table` takes."""
        its = row.columns
        return (
            n,
            its.batch if its.batch is not None else self._batch,
            its.dedupe_key,
            its.account,
            its.priority,
            its.max_attempts,
            its.run_after,
            its.send_before,
            row.body,
        )


def _next(rows: Iterator[FileRow]) -> list[FileRow]:
    chunk: list[FileRow] = []
    size = 0
    for row in islice(rows, ROWS):
        chunk.append(row)
        size += len(row.body)
        if size > BYTES:
            break
    return chunk
