"""The demo from beginning to end."""

import asyncio
import os
import time
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from functools import partial
from typing import Final

from rich.console import Console
from rich.text import Text
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.bilingual import both, spoken
from worker.errors import FlowgroupError
from worker.ops.demo import result
from worker.ops.demo.api import ILL, LIMIT, Api, api
from worker.ops.demo.children import Child, child
from worker.ops.demo.folder import DemoFolder, demo_folder
from worker.ops.demo.pdfs import write_pdfs
from worker.ops.demo.progress import follow
from worker.ops.demo.rows import (
    BATCH,
    INSERT,
    PDFS,
    created_ids,
    database,
    engine_of,
    insert,
    sample,
)
from worker.ops.demo.words import Words, words
from worker.ops.language import language
from worker.ops.psql import did_not_start
from worker.ops.status import Status, read_status
from worker.postgres import EmbeddedPostgresError
from worker.settings import Settings

LOOPBACK: Final = "127.0.0.1"
STEER: Final = "demo"


async def run_demo(jobs: int, workers: int, console: Console) -> None:
    """Enqueue `jobs` rows, run `workers` processes until all are final, show what came of it.

    Raises:
        FlowgroupError: something did not start, ended early, or does not add up.
    """
    with demo_folder() as folder:
        try:
            await _run(folder, jobs, workers, console)
        except EmbeddedPostgresError as error:
            raise did_not_start(error) from None


async def _run(folder: DemoFolder, jobs: int, workers: int, console: Console) -> None:
    say = words(language(Settings(), os.environ))
    async with AsyncExitStack() as stack:
        console.print(say.starting, style="dim")
        url = await stack.enter_async_context(database(folder))
        server = await stack.enter_async_context(api(folder))
        await server.fall_ill()
        engine = await stack.enter_async_context(engine_of(url))
        pdfs = await asyncio.to_thread(write_pdfs, folder.files, "default", PDFS)
        console.print(say.enqueues.format(jobs=jobs))
        result.print_statement(console, INSERT, say.note.format(jobs=jobs, pdfs=len(pdfs)))
        await insert(engine, jobs)
        console.print(say.sending.format(workers=workers, limit=LIMIT, ill=ILL))
        page = await _free_address()
        started = time.monotonic()
        running = [
            await stack.enter_async_context(_worker(n, folder, url, server, page if n == 1 else ""))
            for n in range(1, workers + 1)
        ]
        console.print(Text(say.watch.format(page=page, token=STEER), style="bold"))
        status = await _until_done(engine, running, console, say)
        seconds = time.monotonic() - started
        ledger = await server.ledger()
        console.print()
        rows = await sample(engine)
        result.print_result(console, status, rows, ledger, say, seconds=seconds, pdfs=len(pdfs))
        if wrong := result.faults(status, await created_ids(engine), ledger):
            raise FlowgroupError(_does_not_add_up(wrong, folder))
        console.print(say.all_well.format(rows=status.total), style="green")
    result.print_next(console, say, kept=folder.kept)


def _worker(
    number: int, folder: DemoFolder, url: str, server: Api, page: str
) -> AbstractAsyncContextManager[Child]:
    environ = {
        "FLOWGROUP_DATABASE_URL": url,
        "FLOWGROUP_ENDPOINT": server.url,
        "FLOWGROUP_RATE_LIMIT": str(LIMIT),
        "FLOWGROUP_FILES_ROOT": str(folder.files),
        "FLOWGROUP_STATE_DIR": str(folder.home / "state"),
        "FLOWGROUP_HTTP": page,
        "FLOWGROUP_HTTP_STEER_TOKEN": STEER,
        "FLOWGROUP_LOG": "json",
        "TENCENTCLOUD_SECRET_ID": server.key.secret_id,
        "TENCENTCLOUD_SECRET_KEY": server.key.secret_key,
    }
    return child(f"worker-{number}", folder, environ, "worker", "--drain")


async def _free_address() -> str:
    """Return an address of this machine that was free a moment ago: the page's, of the first worker."""
    server = await asyncio.start_server(lambda *_: None, LOOPBACK, 0)
    async with server:
        port: int = server.sockets[0].getsockname()[1]
    return f"{LOOPBACK}:{port}"


def _does_not_add_up(wrong: list[str], folder: DemoFolder) -> str:
    english = "; ".join(spoken(one, "en") for one in wrong)
    chinese = "；".join(spoken(one, "zh-CN") for one in wrong)
    return both(
        f"The demo does not add up: {english}. Logs: {folder.logs}",
        f"演示结果不一致：{chinese}。日志：{folder.logs}",
    )


async def _until_done(
    engine: AsyncEngine, running: list[Child], console: Console, say: Words
) -> Status:
    look = partial(read_status, engine, BATCH, rate_limit=Settings().rate_limit, lang=say.lang)
    done = asyncio.Event()

    async def wait() -> None:
        try:
            await asyncio.gather(*(worker.succeed() for worker in running))
        finally:
            done.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(wait(), name="workers")
        shown = group.create_task(follow(look, done, console, say), name="progress")
    return shown.result()
