"""Contract groups from SQL rows against the local API, in about half a minute."""

from worker.ops.demo.folder import open_psql
from worker.ops.demo.run import run_demo

__all__ = ["open_psql", "run_demo"]
