"""How the command line behaves as a whole: help with the handbook, errors on one line."""

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine, Sequence
from typing import Any, Final, NoReturn, TypeVar

from rich.console import Console
from typer._click import Context, HelpFormatter
from typer.core import TyperGroup

from worker.bilingual import both, language_of, spoken
from worker.ops.failure import INTERRUPTED, STOPPED, line_of
from worker.ops.handbook import handbook
from worker.ops.quiet import story
from worker.ops.terminal import ReaderLeftError, fall_silent, flush, settle_output, spoken_of_output

T = TypeVar("T")
_DEFECT: Final = both(
    "this is a defect: please report what follows. The error's own text is left out, it may name people.",
    "这是程序缺陷，请反馈以下内容；错误原文可能涉及个人信息，已略去。",
)
_PIPE_BROKEN: Final = 141  # 128 + SIGPIPE, as shells count


class Commands(TyperGroup):
    """The top-level command."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: ARG002, FBT001, FBT002 - the base class's signature
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002 - the base class's signature
        **extra: Any,  # noqa: ANN401 - the base class's signature
    ) -> NoReturn:
        """Run, and end the process with the exit code; errors are one line on stderr."""
        settle_output()
        try:
            code: int | None = super().main(
                args,
                prog_name or "flowgroup",
                complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
            flush()
        except (BrokenPipeError, ReaderLeftError):
            fall_silent()
            sys.exit(_PIPE_BROKEN)
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - told without its text
            lang = language_of(os.environ)
            told = line_of(spoken_of_output(error), lang)
            _end(*(told or (f"{spoken(_DEFECT, lang)}\n{story(error)}", 1)))
        if code == INTERRUPTED:
            _end(spoken(STOPPED, language_of(os.environ)), code)
        sys.exit(code or 0)

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Add the handbook to the list of commands."""
        super().format_help(ctx, formatter)
        Console().print(handbook())


def _end(line: str, code: int) -> NoReturn:
    print(f"flowgroup: {line}", file=sys.stderr)  # noqa: T201 - the one line of an error
    sys.exit(code)


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; the first SIGTERM or SIGINT cancels it, and cleaning up is not cut short by more.

    Raises:
        KeyboardInterrupt: SIGINT came.
    """
    heard: list[signal.Signals] = []

    async def main() -> T:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()

        def hear(number: signal.Signals) -> None:
            if task is not None and not heard:
                task.cancel()
            heard.append(number)

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, hear, number)
        return await work

    try:
        return asyncio.run(main())
    except asyncio.CancelledError:
        if signal.SIGINT in heard:
            raise KeyboardInterrupt from None
        raise
