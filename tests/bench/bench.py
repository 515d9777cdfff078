"""What every measure is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console


@dataclass(frozen=True)
class Bench:
    """A folder, a durable server, and how long to measure.

    Attributes:
        home: a folder that is gone in the end.
        quick: shorter runs, rougher figures.
        for_seconds: the length of each run, if the caller wants another.
        by: the numbers of workers, if the caller wants others.
    """

    home: Path
    server_url: str
    console: Console
    quick: bool = False
    for_seconds: float = 0.0
    by: Sequence[int] = ()

    def seconds(self, full: float, *, quick: float) -> float:
        """Choose how long a run takes."""
        return self.for_seconds or (quick if self.quick else full)

    def workers(self, full: Sequence[int], *, quick: Sequence[int]) -> Sequence[int]:
        """Choose how many workers there are, run by run."""
        return self.by or (quick if self.quick else full)

    def times(self, full: int, *, quick: int) -> int:
        """Choose how often, or how much."""
        return quick if self.quick else full

    def say(self, text: str) -> None:
        """Tell who waits what is going on."""
        self.console.print(f"  {text}", style="dim", highlight=False)
