"""What is wrong with a row: its payload's faults, and the files that it refers to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson

from jobs.payload import MOST_FAULTS, Fault, fault_of, faults_of, is_valid
from jobs.references import places, references
from worker.check.looking import PATIENCE, Looking
from worker.files.content import Files


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """What `sql/check_take.sql` returns: a row, its version, and the database's clock in Unix seconds.

    `body` is None where `deep`, `odd` (numbers out of any range) or `large` says why it was not read. `refused_for`:
    the `errors` of a row that was refused unread; None for one that waits.
    """

    id: int
    version: str
    account: str
    now: float
    run_after: float | None
    deep: bool | None
    odd: bool | None
    large: bool | None
    body: str | None
    refused_for: str | None = None

    @property
    def key(self) -> tuple[int, str]:
        """What a verdict must name."""
        return self.id, self.version


class Judge:
    """Judges rows; with the files of the accounts where there are any."""

    def __init__(self, files: Files | None, patience: float = PATIENCE) -> None:
        self._files = Looking(files, patience) if files else None

    def start(self) -> None:
        """Forget what was seen of the files: another batch begins."""
        if self._files:
            self._files.start()

    def faults(self, row: Row) -> list[Fault]:
        """Return the faults of a row, warnings among them. Never raises over a payload."""
        if row.body is None:
            return [fault_of("depth" if row.deep else "number" if row.odd else "size")]
        return self.of_text(row.body, row.account, row.now, row.run_after)

    def of_text(
        self, body: str | bytes, account: str, now: float, run_after: float | None
    ) -> list[Fault]:
        """Return the faults of a payload of an account, to be sent at `run_after`; Unix seconds."""
        earliest = now if run_after is None else max(now, run_after)
        try:
            [faults] = faults_of([body], now=now, earliest=[earliest])
        except MemoryError:
            return [fault_of("too_costly")]
        return [*faults, *self.of_files(body, account, {fault.path for fault in faults})]

    def of_files(self, body: str | bytes, account: str, faulty: set[str]) -> Iterable[Fault]:
        """Return the faults of the files that a payload refers to, but where its path is faulty already.

        No more than are kept of its other faults: a payload may name one missing file a million times.
        """
        return islice(self._looked(body, account, faulty), MOST_FAULTS)

    def _looked(self, body: str | bytes, account: str, faulty: set[str]) -> Iterator[Fault]:
        if self._files is None:
            return
        for path, reference in _references(body):
            refusal = None if path in faulty else self._files.look(account, reference)
            if refusal is not None:
                yield fault_of(str(refusal.rule), path)


def _references(body: str | bytes) -> tuple[tuple[str, str], ...]:
    """Return each reference with its path; none where the text is no JSON, which is another fault."""
    raw = body.encode(errors="replace") if isinstance(body, str) else body
    try:
        return places(raw) if references(raw) else ()
    except ValueError:
        return ()


def verdict(row: Row, faults: Iterable[Fault]) -> dict[str, Any]:
    """Return what `sql/check_write.sql` takes; warnings let a row pass and are not kept.

    A row that was refused unread keeps what no check of its payload finds: of its account, its send_before, its files.
    """
    errors: list[Any] = [
        {
            "path": fault.path,
            "rule": fault.rule,
            "message": fault.message,
            "message_zh": fault.message_zh,
        }
        for fault in faults
        if not is_valid([fault])
    ]
    told = [_named(error) for error in errors]
    known = orjson.loads(row.refused_for or "[]")
    errors += [error for error in known if _named(error) not in told]
    return {"id": row.id, "version": row.version, "errors": errors or None}


def _named(error: object) -> tuple[object, object] | None:
    return (error.get("path"), error.get("rule")) if isinstance(error, dict) else None
