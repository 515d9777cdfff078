"""Where `check`, `enqueue` and `plan` work: their surroundings, and how they speak."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console

from jobs.payload import fault_of
from worker.check.judge import Judge
from worker.clock import Clock
from worker.files.content import Files
from worker.ops.intake.accounts import unknown
from worker.ops.intake.phrases import Phrases, phrases
from worker.ops.intake.rows import FileRow, Reader
from worker.ops.intake.tally import Enqueued, Tally
from worker.ops.intake.telling import documents, message, show
from worker.ops.language import Language, language
from worker.settings import Settings


@dataclass
class Desk:
    """Settings and surroundings of one command; `json`: nothing is said before the end, and then all at once."""

    settings: Settings
    console: Console
    environ: Mapping[str, str]
    home: Path
    clock: Clock
    json: bool
    faults: list[dict[str, Any]] = field(default_factory=list)

    @property
    def lang(self) -> Language:
        """The operator's language."""
        return language(self.settings, self.environ)

    @property
    def say(self) -> Phrases:
        """The phrases of that language."""
        return phrases(self.lang)

    def judge(self) -> Judge:
        """Return a judge that looks at the files of the accounts, where a root is set."""
        root = self.settings.files_root
        return Judge(Files(root) if root else None)

    def reader(self) -> Reader:
        """Return a reader of files."""
        return Reader(self.judge(), self.clock.wall())

    def tell(self, row: FileRow) -> None:
        """Tell the faults of a row."""
        if self.json:
            self.faults += documents(row)
        else:
            show(row, self.console, self.lang)

    def line(self, text: str) -> None:
        """Print a line as it is, however wide."""
        self.console.print(text, soft_wrap=True)

    def strangers(self, accounts: Iterable[str], known: frozenset[str]) -> list[str]:
        """Return the accounts that nobody is known to have a key for; warn of them."""
        found = unknown(accounts, known, self.environ, self.home)
        for account in [] if self.json else found:
            text = message(fault_of("account_unknown", "account"), self.lang)
            self.line(self.say["account"].format(account=account, message=text))
        return found

    def print_json(self, files: Sequence[Tally | Enqueued], strangers: list[str]) -> None:
        """Print what a command over files found, for scripts."""
        told = {
            "files": [asdict(file) for file in files],
            "unknown_accounts": strangers,
            "faults": self.faults,
        }
        self.line(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
