"""`flowgroup check`: the faults of files, and nothing written."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from worker.ops.intake.accounts import known_if_answered
from worker.ops.intake.desk import Desk
from worker.ops.intake.progress import bar
from worker.ops.intake.tally import Tally


async def check_files(desk: Desk, files: Sequence[Path]) -> bool:
    """Check files, print what is wrong, return whether no row is invalid.

    Raises:
        SettingsError: a file cannot be read.
    """
    tallies, accounts = _read(desk, files)
    known = await known_if_answered(desk.settings)
    strangers = [] if known is None else desk.strangers(accounts, known)
    if desk.json:
        desk.print_json(tallies, strangers)
    else:
        if known is None and desk.settings.database_url:
            desk.line(desk.say["unread_accounts"])
        for tally in tallies:
            desk.line(desk.say["file"].format_map(asdict(tally)))
    return not any(tally.invalid for tally in tallies)


def _read(desk: Desk, files: Sequence[Path]) -> tuple[list[Tally], set[str]]:
    reader, accounts = desk.reader(), set[str]()
    tallies: list[Tally] = []
    with bar(files) as progress:
        for file in files:
            tally = Tally(str(file))
            tallies.append(tally)
            for row in reader.rows(file):
                tally.count(row)
                accounts.add(row.account)
                desk.tell(row)
                progress.read(row)
    return tallies, accounts
