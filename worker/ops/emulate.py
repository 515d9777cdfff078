"""The local API as a command."""

import errno
import os
import sys

from worker.bilingual import both, language_of, spoken
from worker.emulator import Emulator, EmulatorConfig, KeyPair, serve
from worker.emulator.config import Window
from worker.errors import FlowgroupError


async def run_emulator(
    port: int, limit: int, window: Window, *, file_life: float, check_files: bool
) -> None:
    """Serve until SIGINT or SIGTERM; say where, and with which key if it was made up here.

    Raises:
        FlowgroupError: the port is taken.
    """
    known = KeyPair.of(os.environ)
    config = EmulatorConfig(
        port=port,
        limit=limit,
        window=window,
        file_life=file_life,
        check_files=check_files,
        keys=(known or KeyPair.generate(),),
    )

    def ready(api: Emulator) -> None:
        _say(f"export FLOWGROUP_ENDPOINT={api.url}")
        if known is None:
            _say(f"export TENCENTCLOUD_SECRET_ID={api.key.secret_id}")
            _say(f"export TENCENTCLOUD_SECRET_KEY={api.key.secret_key}")
        told = spoken(note(api.url, limit, window), language_of(os.environ))
        print(told, file=sys.stderr, flush=True)  # noqa: T201 - a note beside the output

    try:
        await serve(config, ready)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        msg = both(
            f"Port {port} is in use: end what listens there, or choose another --port.",
            f"端口 {port} 已被占用：请结束占用它的程序，或另选 --port。",
        )
        raise FlowgroupError(msg) from None


def note(url: str, limit: int, window: Window) -> str:
    """Say what the API does, in both languages."""
    pace = both("without a limit", "不限速")
    if limit and window == "sliding":
        pace = both(f"{limit} calls in any second", f"任意一秒内 {limit} 次调用")
    elif limit:
        pace = both(f"{limit} calls a second", f"每秒 {limit} 次调用")
    english, chinese = spoken(pace, "en"), spoken(pace, "zh-CN")
    return both(
        f"# serving {english}; {url}/_emulator/summary counts; Ctrl-C ends",
        f"# 已启动，{chinese}；{url}/_emulator/summary 查看计数；Ctrl-C 结束",
    )


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the command's output, for eval
