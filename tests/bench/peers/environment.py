"""The peers' own environment beside the project's: made when it is first needed, from a lock of its own."""

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parents[3]
_FOLDER: Final = _ROOT / ".venv-peers"
_LOCK: Final = Path(__file__).with_name("requirements.lock")
_PIP: Final = (
    *("-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
    *("--no-deps", "--require-hashes", "--ignore-requires-python", "-r", str(_LOCK)),
)
# oban asks for Python 3.12, for the sake of one type alias that changes nothing at run time.
_ALIAS: Final = "type Result[T] = Cancel | Snooze | Record | T | None\n"
_OLD_ALIAS: Final = (
    "from typing import TypeVar, Union\n\n"
    'T = TypeVar("T")\nResult = Union[Cancel, Snooze, Record, T, None]\n'
)


def peers_python() -> Path:
    """Return the interpreter that has the peers; installs them unless the lock is the one installed.

    Raises:
        subprocess.CalledProcessError: they could not be installed.
    """
    python, stamp = _FOLDER / "bin/python", _FOLDER / "installed"
    wanted = f"{hashlib.sha256(_LOCK.read_bytes()).hexdigest()} {sys.version}"
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    _run(sys.executable, "-m", "venv", "--clear", str(_FOLDER))
    _run(str(python), *_PIP)
    if sys.version_info < (3, 12):
        _write_alias_for_python_3_11()
    stamp.write_text(wanted)
    return python


def _write_alias_for_python_3_11() -> None:
    [module] = _FOLDER.glob("lib/python*/site-packages/oban/job.py")
    source = module.read_text("utf-8")
    module.write_text(source.replace(_ALIAS, _OLD_ALIAS), "utf-8")


def _run(*command: str) -> None:
    subprocess.run(command, check=True)  # noqa: S603 - the interpreter and its pip
