"""English."""

from typing import Final

from worker.ops.status.words import Words

ENGLISH: Final = Words(
    lang="en",
    batch="Batch {}",
    all_batches="All batches",
    rows_final="{share:.0%}  {final:,} of {total:,} rows final",
    contracts_issued="contracts issued {:,}",
    nothing="nothing was enqueued yet",
    rate="rate",
    rates=(
        "{last_10_s:.1f} calls/s (last 10 s), {last_60_s:.1f} (last 60 s); "
        "limit {limit:g}, steered to {effective:.2f}"
    ),
    refused="refused",
    refusals="{:,} calls by the API's own limiter",
    missed="missed",
    misses="{:,} slots: reserved, but the machine was too busy to use them",
    ends_in="ends in",
    ends="{now} at this rate, {best} at best",
    held_by="held by",
    unknown="unknown",
    seconds="{} s",
    minutes="{} min {:02} s",
    hours="{} h {:02} min",
    paused="Paused",
    all_accounts="all accounts",
    code="code",
    since="since",
    until="until",
    until_resume="resume",
    until_probe="a probe passes, next {}",
    reason="reason",
    errors="Errors",
    calls="calls",
    waiting="waiting",
    failed="failed",
    in_doubt="in doubt",
    meaning="meaning",
    doubts="In doubt: row",
    not_created_from="not_created from",
    worker="worker",
    more="and {:,} more",
    twice="CREATED MORE THAN ONCE: row",
    groups="its groups",
    workers="Workers",
    in_flight="in flight",
    endpoint="endpoint",
    state="state",
    seen="seen {} ago",
    on_wire="{} on the wire, none waits.",
    no_row_waits="No row waits.",
    no_worker="No worker runs.",
    orphans="No worker runs; {} rows were on the wire of workers that are gone, the next one puts them in doubt.",
    ill=("The endpoint is ill since {}: one call per 10 s, no attempts counted, until it is well."),
    shared_key=(
        "Someone else is using this key: calls within our own line are refused, so all "
        "workers keep to {effective:.1f} of {limit:g} calls/s."
    ),
    limit="The API's limit: {rate:.1f} of {limit:.1f} calls/s.",
    slow="The workers: starting, waiting for slow answers, or on a machine too busy.",
    files="{} rows wait for their files, which are being uploaded.",
    files_because="{} rows wait for their files. {}",
    backing_off="{} rows wait out their back-off, {}.",
    later="{} rows are planned for later, {}.",
    next_at="next at {}",
    next_never="next: never",
    account_paused="Account {account} is paused: {code}.",
    all_paused="All accounts are paused: {code}.",
    next="Next: ",
    start="Start one: flowgroup worker",
    revoke=(
        "Look up each group of the rows created more than once in the Tencent e-sign console and revoke all but "
        "one (flowgroup jobs list --second-groups)."
    ),
    look_up=(
        "Look up the rows in doubt in the Tencent e-sign console by their names (flowgroup jobs show ID), "
        "then per row: flowgroup jobs resolve ID created|not_created --reason '...'"
    ),
    mend="See what is wrong: SELECT id, errors FROM flowgroup.jobs WHERE status = 'invalid';",
)
