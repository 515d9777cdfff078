"""The local API as a command."""

import errno
import os
import sys

from worker.bilingual import both
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
        pace = f"{limit} calls in any second" if window == "sliding" else f"{limit} calls a second"
        note = f"# serving {pace if limit else 'without a limit'}; {api.url}/_emulator/summary counts; Ctrl-C ends"
        print(note, file=sys.stderr, flush=True)  # noqa: T201 - a note beside the output

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


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the command's output, for eval
