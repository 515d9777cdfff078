"""English."""

from typing import Final

from worker.ops.jobs.words import Words

ENGLISH: Final = Words(
    no_rows="No row matches.",
    due_in="due in {}",
    faults_in="faults: {n}, the first {path}: {message}",
    more="More: the same with --before {}",
    job="Job {}",
    now="now {}",
    batch="batch",
    account="account",
    dedupe_key="dedupe_key",
    contracts="contracts",
    budget_name="attempts",
    budget="{attempts} of {max_attempts} counted; calls begun: {attempt_no}",
    deferrals="throttled or not sent in a row: {}",
    enqueued="enqueued",
    ended="ended",
    run_after="run_after",
    send_before="send_before",
    result="FlowGroupId",
    flow_ids="FlowIds",
    error="last error",
    message="its message",
    faults="Faults of the payload",
    second_groups="CREATED MORE THAN ONCE: besides {} there is {}.",
    duplicate_risk="duplicate_risk: an earlier call ended in an error after which the group may exist all the same.",
    attempts="Calls",
    no_attempts="No call was made.",
    begun="begun {begun}, signed {signed}, deadline {deadline}",
    known="known {}",
    latency="answered after {} ms",
    by="by {}",
    open="no report yet",
    overdue="NO REPORT by its deadline; a late one still counts",
    late="late",
    doubted="in doubt since {since}, {code}: {meaning}",
    probe="probe",
    audit="What people did",
    about="in doubt since {since}, {code}",
    next="Next: ",
    paused=(
        "It waits because {account} is paused ({code}: {meaning}).\n"
        "  since {since}, until {until}; reason: {reason}"
    ),
    remedy="Remove the cause, then:\n  {command}",
    everybody="every account",
    until_resume="resume",
    until_probe="a probe passes, next {}",
    never="It is never due (run_after is infinity). To have it sent, set run_after to a time.",
    later="Nothing to do: it is sent from {when} on ({wait}).",
    age="age",
    backing_off="Nothing to do: it waits out its back-off until {when} ({wait}) and is tried again.",
    no_worker="It is due, but no worker runs. Start one:\n  flowgroup worker",
    blocked="It is due, but the workers are blocked: {why}",
    due="Nothing to do: it is due and waits for its turn.",
    files="Nothing to do: its files are uploaded ahead of its turn.",
    files_because="It waits for its files, and is tried again by itself. The last try: {}: {}",
    sending="Nothing to do: it is on the wire. Without a report it is in doubt from {when} on ({wait}).",
    done="Nothing to do.",
    two_groups=(
        "Look up each of its groups in the Tencent e-sign console and revoke all but one: "
        "the signers may see every one."
    ),
    ids_missing=(
        "The group exists, but not every FlowId is known: look it up by its FlowGroupId in the Tencent "
        "e-sign console or with DescribeFlowDetailInfo."
    ),
    at_risk=(
        "Look in the Tencent e-sign console whether the group exists. Its name:\n"
        "  {name}\n"
        "Only if it does not exist:\n"
        "  flowgroup jobs retry {id} --including-duplicate-risk"
    ),
    failed="{todo}\nThen for this row:\n  flowgroup jobs retry {id}",
    invalid=(
        "Mend the payload, and the row is checked again by itself:\n"
        "  UPDATE flowgroup.jobs SET payload = '...' WHERE id = {id};"
    ),
    lacks_files=(
        "Put the files in their places, then:\n  flowgroup jobs retry {id}\n"
        "Or name others, and the row is checked again by itself:\n"
        "  UPDATE flowgroup.jobs SET payload = '...' WHERE id = {id};"
    ),
    in_doubt=(
        "Find out whether the group exists: look for its name in the Tencent e-sign console, or for the "
        "start callback (FlowGroupMessage.FlowGroupId); no callback is no proof. Its name:\n"
        "  {name}\n"
        "If it exists:\n"
        "  flowgroup jobs resolve {id} created --flow-group-id ID --reason TEXT\n"
        "If it does not ({not_created}):\n"
        "  flowgroup jobs resolve {id} not_created --reason TEXT"
    ),
    open_now="accepted since {when}",
    open_from="accepted from {when} on, {wait}",
    pruned=(
        "Its payload was pruned on {when}: it cannot be sent again. If it is still wanted, enqueue it anew."
    ),
    cancelled="To take it up again:\n  flowgroup jobs retry {id}",
    until_then="Until {when} ({wait}).",
    held="It waits because its batch is held. To let the batch go on:\n  flowgroup batch release {}",
    row="1 row",
    rows="{} rows",
    preview="{action}: {rows} ({contracts} contracts)",
    capped=" of {free} that match, the lowest ids; --limit {free} takes all",
    alone_risk=(
        "left alone: {} with duplicate_risk, whose group may exist: look in the console, "
        "then --including-duplicate-risk"
    ),
    alone_created="left alone: {} whose group is known to exist: flowgroup jobs show ID",
    alone_pruned="left alone: {} whose payload was pruned: enqueue them anew",
    alone_early=(
        "left alone: {} whose request may still be accepted: not_created is taken from 15 minutes "
        "after signing on"
    ),
    alone_status="left alone: {rows}, {status}: flowgroup jobs show ID says what to do",
    alone_missing="left alone: no such row: {}",
    ask="{action} {rows}? [y/N] ",
    needs_yes="Nothing was changed: {action} of {rows} needs --yes where nobody can be asked.",
    unchanged="Nothing was changed.",
    retried="{} waiting again.",
    withdrawn="{} cancelled.",
    settled="{} settled as not created (failed, Worker.NotCreated). To send one again: flowgroup jobs retry ID",
    meanwhile="left alone: {} that changed meanwhile",
    beyond="not touched: {} beyond --limit; run it again for them",
    named_alone="{alone} of the {named} rows named were left alone.",
    ruled_failed="Job {id} is failed, {code}. To send it again: flowgroup jobs retry {id}",
    ruled="Job {id} is {status}, FlowGroupId {group}.",
    ids_known=" It has {contracts} contracts, {known} FlowIds are known.",
    also=" CREATED MORE THAN ONCE: also {}.",
)
