"""Remembers outside the database how often it was seen, so that a database that was set back shows itself.

A base backup that is started again keeps its system identifier, and often its timeline too; but it has forgotten
what it counted after the backup was taken. One file per database under `<state_dir>/witness`, shared by the
workers of one machine. A folder that is lost, or new, is witness to nothing.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from uuid import UUID, uuid4

from pydantic import BaseModel, ValidationError

Sight: TypeAlias = tuple[int, int]


class _Memory(BaseModel):
    state_id: UUID
    generation: int
    beats: int


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a folder knows of a database: its approvals (`generation`) and how often it was seen since."""

    state_id: UUID
    generation: int = 0
    beats: int = 0

    def parameters(self) -> dict[str, object]:
        """Return what the statements compare with."""
        return {"state_id": self.state_id, "generation": self.generation, "beats": self.beats}

    def forgotten_by(self, generation: int | None, beats: int | None) -> bool:
        """Say whether a database that knows this much knows less than the folder."""
        return (generation or 0, beats or 0) < (self.generation, self.beats)


NOTHING_REMEMBERED = Remembered(UUID(int=0))


class Witness:
    """The file of one database; blocking for as long as a small file takes."""

    def __init__(self, state_dir: Path, database: str) -> None:
        self._path = state_dir / "witness" / f"{database.partition('/')[0]}.json"
        self.remembered = self._update(None)

    def remember(self, sight: Sight) -> None:
        """Keep a newer sight; an older one, by a slower worker of this machine, changes nothing."""
        self.remembered = self._update(sight)

    def _update(self, sight: Sight | None) -> Remembered:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(self._path.with_suffix(".lock")):
            known = self._read()
            if sight is not None and sight > (known.generation, known.beats):
                known = Remembered(known.state_id, *sight)
            memory = _Memory(
                state_id=known.state_id, generation=known.generation, beats=known.beats
            )
            draft = self._path.with_suffix(".new")
            draft.write_text(memory.model_dump_json(), encoding="utf-8")
            draft.replace(self._path)
        return known

    def _read(self) -> Remembered:
        try:
            memory = _Memory.model_validate_json(self._path.read_bytes())
        except (FileNotFoundError, ValidationError):
            return Remembered(uuid4())
        return Remembered(memory.state_id, memory.generation, memory.beats)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)
