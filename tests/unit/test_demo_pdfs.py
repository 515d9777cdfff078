"""The demo's PDFs: what its rows refer to."""

from pathlib import Path

from worker.files.content import Files
from worker.ops.demo.pdfs import contract_pdf, write_pdfs


def test_a_contract_is_one_small_page_that_stays_the_same() -> None:
    """The same contract is the same bytes, so it is uploaded once; each is another."""
    made = contract_pdf(1)

    assert made.startswith(b"%PDF-")
    assert b"/Count 1" in made
    assert len(made) < 10_000
    assert made == contract_pdf(1) != contract_pdf(2)


def test_the_references_lead_to_them(tmp_path: Path) -> None:
    """Each reference opens its file below the account's folder; no two are alike."""
    references = write_pdfs(tmp_path, "default", 3)
    files = Files(tmp_path)

    assert ["file:contracts/1.pdf", "file:contracts/2.pdf", "file:contracts/3.pdf"] == references
    assert 3 == len({files.content("default", reference).sha256 for reference in references})
