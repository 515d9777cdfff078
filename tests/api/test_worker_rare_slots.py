"""Slots that are seconds apart: there is no open connection to send on, and no second try soon."""

from tests.support.workers import Site


async def test_a_rare_slot_is_used(here: Site) -> None:
    """Calls seconds apart connect before their slot, so that none of them is missed."""
    first, second = await here.insert(), await here.insert()
    worker = here.start(rate_limit=0.4)
    await worker.seen.status(first, "succeeded")
    await worker.seen.status(second, "succeeded")

    assert [("created", None)] == await here.outcomes(first)
    assert [("created", None)] == await here.outcomes(second)
