"""The command `flowgroup`, also as `python -m worker`."""

import signal
import sys

_INTERRUPTED = 130


def main() -> None:
    """Run the command line; Ctrl-C ends it without a traceback, however early or late it comes."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from worker.ops.cli import app  # noqa: PLC0415 - takes half a second, in which Ctrl-C may come

    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    main()
