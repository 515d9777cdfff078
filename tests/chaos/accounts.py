"""What stops a whole account must not burn its rows: quota, credentials, one bad row, an ill endpoint."""

from collections import Counter
from typing import Final

from tests.chaos.figures import Figures
from tests.chaos.fleet import Fleet
from tests.chaos.judge import judge
from tests.chaos.lab import LOOK, Lab, lab, pause_for

NAME: Final = "accounts"
CONCURRENCY: Final = 32
WORKERS: Final = 2
CONTRACTS: Final = 2
QUOTA: Final = "OperationDenied.NoQuota"
KEYS: Final = "AuthFailure.SecretIdNotFound"
_PROBE: Final = "UPDATE flowgroup.accounts SET probe_at = now() WHERE probe_at > now()"
_PAUSE: Final = "SELECT pause_code FROM flowgroup.accounts WHERE account = 'default'"


async def run(seed: int, *, quick: bool) -> Figures:
    """Stop the account by its quota, then by its credentials, then by one row."""
    jobs = 400 if quick else 10_000
    figures = Figures("Accounts that stop", seed)
    async with lab(seed) as place:
        fleet = await _fleet(place, 200 if quick else 500)
        await place.insert(jobs)
        await place.called(jobs // 4)
        await place.api.tune(quota=10 * CONTRACTS)
        await _stopped(place, figures, QUOTA)
        await place.api.tune(quota=None)
        await place.ask(_PROBE)
        await place.called(place.api.calls() + jobs // 4)
        figures.must("after quota: goes on by itself", await place.one(_PAUSE), None)
        await place.api.misbehave({"name": f"code:{KEYS}", "times": None})
        await _stopped(place, figures, KEYS)
        await place.api.behave()
        await place.ask("SELECT flowgroup.resume('default', 'the key is known again')")
        await place.all_final()
        statuses = await place.statuses()
        figures.must("rows succeeded of all", statuses.get("succeeded"), jobs)
        await _alone(place, figures, jobs)
        (await judge(place)).report(figures)
        figures.must("workers that lived through it", fleet.alive, WORKERS)
    return figures


async def _fleet(place: Lab, rate: float) -> Fleet:
    settings = {"rate_limit": rate, "concurrency": CONCURRENCY, "retry_base": 0.1}
    fleet = Fleet(place, WORKERS, settings)
    await fleet.start()
    await place.api.tune(latency=0.05)
    return fleet


async def _stopped(place: Lab, figures: Figures, code: str) -> None:
    """Wait for the pause; hold what it cost against the calls that may be in flight."""
    while await place.one(_PAUSE) != code or "sending" in await place.statuses():
        await pause_for(LOOK)
    refused = sum(entry.code == code for entry in place.api.entries())
    statuses = await place.statuses()
    figures.must(f"{code}: rows burnt", statuses.get("failed", 0), 0)
    figures.note({f"{code}: rows left waiting": statuses.get("pending", 0)})
    figures.at_most(f"{code}: calls refused", refused, WORKERS * CONCURRENCY)


async def _alone(place: Lab, figures: Figures, jobs: int) -> None:
    """Let one row trip the quota code each time, among rows that pass."""
    first = jobs + 1
    fault: dict[str, object] = {
        "name": f"code:{QUOTA}",
        "times": None,
        "group": f"job_{first + 16}",
    }
    await place.api.misbehave(fault)
    await place.insert(300, first)
    pauses = 0
    while {"pending", "sending"} & set(await place.statuses()):
        if await place.one(_PAUSE) is not None:
            pauses += bool(await place.ask(f"{_PROBE} RETURNING 1"))
        await pause_for(LOOK)
    ended = Counter(
        row[0]
        for row in await place.ask("SELECT error_code FROM flowgroup.jobs WHERE status = 'failed'")
    )
    figures.must("one row that alone trips the code: rows failed", dict(ended), {QUOTA: 1})
    figures.note({"one row that alone trips the code: probes waited for": pauses})
