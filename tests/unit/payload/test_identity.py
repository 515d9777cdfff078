"""Numbers of people and references to files: the forms, one by one."""

import pytest

from jobs.payload import check
from jobs.payload.rules.identity import check_digit
from jobs.references import is_reference
from tests.support.requests import FLOW, NOW, SIGNER, changed


def test_check_digit() -> None:
    """The check digit makes the 18 weighted digits 1 modulo 11 (ISO 7064); the standard's example."""
    for digits in [f"1101011990030{number:04}" for number in range(1_000)]:
        values = [int(digit) for digit in digits]
        values.append(10 if check_digit(digits) == "X" else int(check_digit(digits)))

        assert 1 == sum(value * 2**power for power, value in enumerate(reversed(values))) % 11
    assert "X" == check_digit("11010519491231002")


@pytest.mark.parametrize(
    "mobile",
    ["1320000000", "132000000000", "23200000000", "132 0000000", "+8613200000000", "", "１"],
)
def test_no_mobile_number(mobile: str) -> None:
    """A mobile number has eleven digits, the first a 1, and nothing else."""
    assert "mobile" in {fault.rule for fault in check(changed(SIGNER, {"Mobile": mobile}), now=NOW)}


@pytest.mark.parametrize(
    ("kind", "number", "fits"),
    [
        ("ID_CARD", "11010519491231002X", True),
        ("ID_CARD", "11010519491231002x", False),
        ("ID_CARD", "1101051949123100２X", False),
        ("ID_CARD", "110105194912310", False),
        ("HONGKONG_MACAO_AND_TAIWAN", "810000199408230021", True),
        ("HONGKONG_MACAO_AND_TAIWAN", "H0123456789", False),
        ("HONGKONG_AND_MACAO", "M0123456789", True),
        ("HONGKONG_AND_MACAO", "A0123456789", False),
        ("HONGKONG_AND_MACAO", "H012345678", False),
    ],
)
def test_identity_number(kind: str, number: str, *, fits: bool) -> None:
    """A number has the form of its kind of document."""
    body = changed(SIGNER, {"IdCardType": kind, "IdCardNumber": number})

    assert ([] if fits else ["id_number"]) == [fault.rule for fault in check(body, now=NOW)]


@pytest.mark.parametrize(
    "path", ["a.pdf", "a/b.pdf", "合同/甲 方.pdf", "..a/b..pdf", "a/" * 500 + "b", ".a", "a" * 255]
)
def test_file_reference(path: str) -> None:
    """A relative path below the account's folder is a reference."""
    assert is_reference(f"file:{path}")
    assert [] == check(changed(FLOW, {"FileIds": [f"file:{path}"]}), now=NOW)


@pytest.mark.parametrize(
    "path",
    [
        "", "/", "/a.pdf", "//a", "..", "../a", "a/../b", "a/..", ".", "./a", "a//b", "a/", " ",
        "a/ ../b", "..\u3000/a", "a\\b", "..\\a", "a\x00b", "a\nb", "a\u202eb", "a" * 256, "合" * 86,
        "a/" * 513 + "b", "\ud800",
    ],
)  # fmt: skip
def test_no_file_reference(path: str) -> None:
    """What leads elsewhere, or is no path at all, is refused."""
    found = check(changed(FLOW, {"FileIds": [f"file:{path}"]}), now=NOW)

    assert "FlowFileInfos[1].FileIds[0]" in {fault.path for fault in found}


@pytest.mark.parametrize(
    "file_id", ["yDR1nUU06b46rUy0fKyKocxqVM6QwE88", "a:file:b", "a/../b", "files"]
)
def test_other_ids_are_opaque(file_id: str) -> None:
    """What does not begin with file: is an id of the API's."""
    assert not is_reference(file_id)
    assert [] == check(changed(FLOW, {"FileIds": [file_id]}), now=NOW)
