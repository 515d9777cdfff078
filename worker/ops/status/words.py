"""The words of `status`: one field per phrase, so that no language can lack one.

The API's own words, statuses, codes and column names are the same in every language.
"""

from dataclasses import dataclass

from worker.ops.language import Language


@dataclass(frozen=True, slots=True)
class Words:
    """Phrases; braces are filled with `str.format`."""

    lang: Language
    # the head
    batch: str
    all_batches: str
    rows_final: str
    contracts_issued: str
    nothing: str
    # the pace
    rate: str
    rates: str
    refused: str
    refusals: str
    missed: str
    misses: str
    ends_in: str
    ends: str
    held_by: str
    unknown: str
    seconds: str
    minutes: str
    hours: str
    # the tables
    paused: str
    all_accounts: str
    code: str
    since: str
    until: str
    until_resume: str
    until_probe: str
    reason: str
    errors: str
    calls: str
    waiting: str
    failed: str
    in_doubt: str
    meaning: str
    doubts: str
    not_created_from: str
    worker: str
    more: str
    twice: str
    groups: str
    workers: str
    in_flight: str
    endpoint: str
    state: str
    seen: str
    # what holds the rows back
    on_wire: str
    no_row_waits: str
    no_worker: str
    orphans: str
    ill: str
    shared_key: str
    limit: str
    slow: str
    files: str
    files_because: str
    backing_off: str
    later: str
    rows_held: str
    next_at: str
    next_never: str
    account_paused: str
    all_paused: str
    # what to do
    next: str
    start: str
    release: str
    look_up: str
    revoke: str
    mend: str
    # the screen that stays
    tonight: str
    quits: str
    ends_at: str
    at_best: str
    left: str
    rows: str
    no_batch: str
    more_batches: str
    batches: str
    held: str
    done: str
    per_second: str
    ago: str
    now: str
    todo: str
    refused_rows: str
    away: str
    looking: str
    no_workers: str
    issued: str
