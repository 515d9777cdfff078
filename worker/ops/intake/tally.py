"""What was counted of a file, or of all: `--json` prints these names."""

from dataclasses import dataclass

from worker.ops.intake.rows import FileRow


@dataclass(slots=True)
class Tally:
    """Rows of a file, by what the check says."""

    file: str
    rows: int = 0
    invalid: int = 0
    warned: int = 0
    without_key: int = 0

    def count(self, row: FileRow) -> None:
        """Count a row."""
        self.rows += 1
        self.invalid += not row.valid
        self.warned += row.valid and bool(row.found)
        self.without_key += row.columns.dedupe_key is None


@dataclass(slots=True)
class Enqueued:
    """What became of a file's rows; `refused`: nothing was enqueued, for some are invalid.

    `known` were there before, `repeated` bear a dedupe_key of a row before them.
    """

    file: str
    rows: int = 0
    new: int = 0
    mended: int = 0
    known: int = 0
    invalid: int = 0
    repeated: int = 0
    without_key: int = 0
    refused: bool = False
