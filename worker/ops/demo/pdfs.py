"""Contracts to look at: PDFs that the demo's rows refer to."""

from io import BytesIO
from pathlib import Path
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

FONT: Final = "STSong-Light"  # every reader of Chinese PDFs brings it, so no font file is shipped
KINDS: Final = ("采购", "租赁", "劳动", "服务")


def contract_pdf(number: int) -> bytes:
    """Make one page of a contract; the same number makes the same bytes."""
    registerFont(UnicodeCIDFont(FONT))
    written = BytesIO()
    page = Canvas(written, pagesize=A4, invariant=1)
    title = f"{KINDS[number % len(KINDS)]}合同 {number}"
    page.setTitle(title)
    page.setFont(FONT, 22)
    page.drawCentredString(A4[0] / 2, 740, title)
    page.setFont(FONT, 12)
    for line, text in enumerate(("甲方：", "乙方：", "演示文件，不具有法律效力。")):
        page.drawString(72, 680 - 24 * line, text)
    page.save()
    return written.getvalue()


def write_pdfs(root: Path, account: str, count: int) -> list[str]:
    """Write so many contracts into the account's folder below `root`; return the references to them."""
    folder = root / account / "contracts"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        (folder / f"{number}.pdf").write_bytes(contract_pdf(number))
    return [f"file:contracts/{number}.pdf" for number in range(1, count + 1)]
