"""The five ways to name a signer, from the INSERT to the group."""

import pytest

from tests.support.requests import SCENARIOS, signed_by
from tests.support.workers import Site


@pytest.mark.parametrize("scenario", SCENARIOS)
async def test_each_is_issued(here: Site, scenario: str) -> None:
    """A group whose contracts are signed so is created by one call, with an id for each contract."""
    body = signed_by(scenario)
    job_id = await here.insert(body)
    worker = here.start()
    await worker.seen.status(job_id, "succeeded")
    await worker.end()
    job = await here.job(job_id)

    assert 1 == here.created
    assert len(body["FlowFileInfos"]) == len(job["flow_ids"])
