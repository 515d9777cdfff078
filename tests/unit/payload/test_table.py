"""The table of rules: whole, in both languages, with a source that can be looked up."""

import re
import string

import pytest

from jobs.payload import Fault, check, rules
from tests.support.emulated import example
from tests.support.field_schema import STRUCTS
from tests.support.requests import NOW, SIGNER, changed

SOURCES = re.compile(
    r"API document, (?:section [1-5]|example [12])|facts\.md §[ac]|fields\.json|text of Component"
    r"|RFC 8259|PostgreSQL manual|GB 11643|document of UploadFiles|of our own"
)


def words(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


@pytest.mark.parametrize("name", rules())
def test_a_rule_is_whole(name: str) -> None:
    """A rule has a severity, a source, and one sentence in each language with the same words."""
    rule = rules()[name]

    assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
    assert rule.severity in ("error", "warning")
    assert SOURCES.search(rule.source)
    assert rule.message.endswith(".")
    assert "。" == rule.message_zh[-1]
    assert words(rule.message) == {word.removesuffix("_zh") for word in words(rule.message_zh)}
    for struct, field in re.findall(r"fields\.json ([A-Z]\w+)\.(\w+)", rule.source):
        assert field in {row["name"] for row in STRUCTS[struct]}


def test_a_fault_is_data_in_both_languages() -> None:
    """A fault carries path, rule, both messages and severity, and compares by them."""
    (fault,) = check(changed(SIGNER, {"Mobile": "1"}), now=NOW)

    assert fault == Fault(
        path="FlowFileInfos[1].FlowApprovers[1].Mobile",
        rule="mobile",
        message="A mobile number of the mainland: eleven digits, no +86, no blanks.",
        message_zh="须为 11 位中国大陆手机号，不加 +86，不含空格。",
        severity="error",
    )


def test_no_fault_repeats_the_value() -> None:
    """Whatever is written into whatever field, no fault shows it; nor an unknown field's name."""
    secret = "机密-13912345678"
    for struct, place in (("FlowApproverInfo", SIGNER), ("FlowFileInfo", SIGNER[:2])):
        for row in STRUCTS[struct]:
            for value in (secret, [secret], {secret: secret}):
                faults = check(changed(place, {row["name"]: value}), now=NOW)

                assert "13912345678" not in repr(faults)
    assert "13912345678" not in repr(check(example(1) | {secret: 1}, now=NOW))
