"""Results for other programs: spreadsheets and scripts."""

from worker.ops.export.cli import export

__all__ = ["export"]
