"""How a person calls this command again."""

import shutil
import sys
from pathlib import Path


def invocation() -> str:
    """Return `flowgroup` where the shell finds it, else the path that it was started by."""
    if shutil.which("flowgroup"):
        return "flowgroup"
    if Path(sys.argv[0]).name == "flowgroup":
        return sys.argv[0]
    return f"{sys.executable} -m worker"
