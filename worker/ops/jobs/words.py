"""The words of `jobs`: one field per phrase, so that no language can lack one.

The API's own words (status, outcome, codes, column names) are the same in every language.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Phrases; braces are filled with `str.format`."""

    # the list
    no_rows: str
    due_in: str
    faults_in: str
    more: str
    # the story
    job: str
    now: str
    batch: str
    account: str
    dedupe_key: str
    contracts: str
    budget_name: str
    budget: str
    deferrals: str
    enqueued: str
    ended: str
    run_after: str
    send_before: str
    result: str
    flow_ids: str
    error: str
    message: str
    faults: str
    second_groups: str
    duplicate_risk: str
    attempts: str
    no_attempts: str
    begun: str
    known: str
    latency: str
    by: str
    open: str
    overdue: str
    late: str
    doubted: str
    probe: str
    audit: str
    about: str
    next: str
    # the next step
    paused: str
    remedy: str
    everybody: str
    until_resume: str
    until_probe: str
    later: str
    never: str
    age: str
    backing_off: str
    no_worker: str
    blocked: str
    due: str
    files: str
    files_because: str
    sending: str
    done: str
    two_groups: str
    ids_missing: str
    at_risk: str
    failed: str
    invalid: str
    lacks_files: str
    in_doubt: str
    open_now: str
    open_from: str
    cancelled: str
    until_then: str
    held: str
    pruned: str
    # many rows: what would be done, what is left alone, what was done
    row: str
    rows: str
    preview: str
    capped: str
    alone_risk: str
    alone_created: str
    alone_pruned: str
    alone_early: str
    alone_status: str
    alone_missing: str
    ask: str
    needs_yes: str
    unchanged: str
    retried: str
    withdrawn: str
    settled: str
    meanwhile: str
    beyond: str
    named_alone: str
    # a verdict
    ruled_failed: str
    ruled: str
    ids_known: str
    also: str
