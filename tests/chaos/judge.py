"""Judges a run from the API's ledger and the tables alone, joined by the name that each job carries.

Every creation must be known to its row, every id in a row must be the one that was created for it, and each row
in doubt must have its one injected cause.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tests.chaos.causes import Injury, Pace, cause, doubt
from tests.chaos.figures import Figures
from tests.chaos.lab import Lab
from worker.emulator import Entry

CREATES_THEN_FAILS: Final = frozenset({"internal_error_after"})
_ROWS: Final = """
SELECT j.dedupe_key AS key, j.status, j.flow_group_id, j.flow_ids, j.second_groups, j.duplicate_risk,
       a.outcome, split_part(a.worker, ':', 2)::int AS pid, extract(epoch FROM a.begun_at)::float8 AS begun
FROM flowgroup.jobs j
LEFT JOIN flowgroup.attempts a ON a.job_id = j.id AND a.attempt_no = j.attempt_no
"""


@dataclass
class Verdict:
    """What the ledger and the tables say together; lists hold keys of rows."""

    statuses: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    created: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    twice: list[str] = field(default_factory=list)
    twice_after_error: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    causes: Counter[str] = field(default_factory=Counter)
    answered_before_kill: float = 0.0

    def report(self, figures: Figures) -> None:
        """Hold it against what must be."""
        figures.note({"calls that arrived": self.calls, "groups created": self.created})
        figures.note({f"rows {name}": n for name, n in sorted(self.statuses.items())})
        figures.note({f"answers spoilt: {name}": n for name, n in sorted(self.faults.items())})
        figures.note({f"in doubt by {name}": n for name, n in sorted(self.causes.items())})
        if self.answered_before_kill:
            figures.note(
                {"longest from an answer to the kill, s": round(self.answered_before_kill, 3)}
            )
        figures.must("created twice", len(self.twice), 0)
        figures.note({"created again after InternalError": len(self.twice_after_error)})
        figures.must("lost", len(self.lost), 0)
        figures.must("wrong ids", len(self.wrong), 0)
        figures.must("in doubt without a cause", len(self.unexplained), 0)
        figures.must("not final", self.statuses["pending"] + self.statuses["sending"], 0)
        named = {"twice": self.twice, "lost": self.lost, "unexplained": self.unexplained}
        figures.violations += [f"{what}: {key}" for what, keys in named.items() for key in keys[:3]]


async def judge(lab: Lab, injuries: Sequence[Injury] = ()) -> Verdict:
    """Read ledger and tables, and compare."""
    entries = [entry for entry in lab.api.entries() if entry.group_name]
    by_key: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_key[entry.group_name].append(entry)
    verdict = Verdict(calls=len(entries), created=sum(entry.created for entry in entries))
    verdict.faults.update(entry.fault for entry in entries if entry.fault)
    for row in await lab.ask(_ROWS):
        verdict.statuses[row["status"]] += 1
        _judge_row(verdict, row, by_key.pop(row["key"], []), injuries, lab.api.pace)
    verdict.lost += by_key
    return verdict


def _judge_row(
    verdict: Verdict,
    row: Any,  # noqa: ANN401 - asyncpg ships no types
    entries: list[Entry],
    injuries: Sequence[Injury],
    pace: Pace,
) -> None:
    key, made = row["key"], [entry for entry in entries if entry.created]
    plain = [entry for entry in made if entry.fault not in CREATES_THEN_FAILS]
    if len(plain) > 1:
        verdict.twice.append(key)
    elif len(made) > 1:
        verdict.twice_after_error.append(key)
    if any(not _known(row, entry) for entry in made):
        verdict.lost.append(key)
    if row["status"] == "succeeded" and not any(_same(row, entry) for entry in made):
        verdict.wrong.append(key)
    if row["status"] == "in_doubt":
        why = cause(doubt(row["pid"], row["begun"], entries), injuries, pace)
        if why is None:
            verdict.unexplained.append(key)
        else:
            verdict.causes[why[0]] += 1
            verdict.answered_before_kill = max(verdict.answered_before_kill, why[1])


def _known(row: Any, entry: Entry) -> bool:  # noqa: ANN401 - asyncpg ships no types
    known = {row["flow_group_id"], *(row["second_groups"] or ())}
    risky = entry.fault in CREATES_THEN_FAILS and row["duplicate_risk"]
    return row["status"] == "in_doubt" or entry.flow_group_id in known or risky


def _same(row: Any, entry: Entry) -> bool:  # noqa: ANN401 - asyncpg ships no types
    return (row["flow_group_id"], row["flow_ids"]) == (entry.flow_group_id, list(entry.flow_ids))
