"""Canaries of `make chaos` in their short form."""

import pytest

from tests.chaos import canaries

pytestmark = [pytest.mark.system, pytest.mark.timeout(400)]


async def test_nobody_is_named() -> None:
    """People and secrets of payloads are in no log, spool, traceback, command's output or server's log."""
    figures = await canaries.run(7, quick=True)

    assert [] == figures.violations
