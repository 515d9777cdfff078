"""The campaign over files of `make chaos` in its short form."""

import pytest

from tests.chaos import pdfs

pytestmark = [pytest.mark.system, pytest.mark.timeout(120)]
SEED = 7


async def test_files_are_uploaded_no_more_often_than_their_ids_and_workers_die() -> None:
    """Rows over a few PDFs, workers killed, ids gone in the middle: none twice, none lost, no needless upload."""
    figures = await pdfs.run(SEED, quick=True)

    assert [] == figures.violations
