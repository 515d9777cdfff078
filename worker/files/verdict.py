"""What the state of its files means for a row."""

from jobs.outcome import AccountPaused, ApiError, Refused
from jobs.references import places
from worker.files.fault import FileRefusedError
from worker.files.prepared import Later, Prepared, Trouble
from worker.files.rows import Row, Settled


def settled(row: Row, prepared: Prepared) -> tuple[Settled, Trouble | None]:
    """Return what to write, and the trouble that decided: of several the one that lasts longest.

    A file that cannot be uploaded makes the row invalid, with each place that refers to such a file; one that the API
    refuses, or whose uploads failed max_attempts times in a row, makes it fail. Anything else it waits out.
    """
    troubles = prepared.troubles.values()
    if faults := _faults(row, prepared):
        first = next(trouble for trouble in troubles if isinstance(trouble, FileRefusedError))
        return Settled(row, "invalid", errors=faults), first
    for trouble in troubles:
        if isinstance(trouble, Refused):
            return _failed(row, trouble.error), trouble
    for trouble in troubles:
        if isinstance(trouble, AccountPaused):
            return _waits(row, trouble.error), trouble
    later = [trouble for trouble in troubles if isinstance(trouble, Later)]
    if not later:
        ids = prepared.ids or None
        return Settled(row, waits=False, file_ids=ids, files_until=prepared.until), None
    worst = max(later, key=lambda trouble: (trouble.failures >= row.max_attempts, trouble.wait))
    if worst.failures >= row.max_attempts:
        return _failed(row, worst.error), worst
    return _waits(row, worst.error), worst


def _faults(row: Row, prepared: Prepared) -> list[dict[str, str]]:
    refused = {
        reference: trouble
        for reference, trouble in prepared.troubles.items()
        if isinstance(trouble, FileRefusedError)
    }
    return [
        refused[reference].at(path) for path, reference in places(row.body) if reference in refused
    ]


def _failed(row: Row, error: ApiError) -> Settled:
    return Settled(row, "failed", error_code=error.code, error_message=error.message)


def _waits(row: Row, error: ApiError) -> Settled:
    return Settled(row, error_code=error.code, error_message=error.message)
