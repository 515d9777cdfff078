"""Wrong usage is told in the reader's language, without the parser's own jargon."""

import pytest

from worker.bilingual import both, spoken
from worker.errors import DatabaseAwayError, DatabaseError
from worker.ops.failure import database_named
from worker.ops.jobs.filters import positive
from worker.ops.usage import usage_line


@pytest.mark.parametrize(
    ("reason", "chinese"),
    [
        (f"Value error, {both('x is no whole number', 'x 不是整数')}", "x 不是整数"),
        ("Value error, 'x' is not one of 'a', 'b'.", "'x' 不是以下之一：'a', 'b'"),
        ("'x' is not a valid int range.", "'x' 不是整数"),
        ("0 is not in the range x>=1.", "0 不在范围 x>=1 内"),
        ("Input should be greater than or equal to 1", "不得小于 1"),
        ("Input should be less than or equal to 10", "不得大于 10"),
        ("Input should be a valid integer, unable to parse string as an integer", "应为数字"),
    ],
)
def test_a_value_that_cannot_be_used(reason: str, chinese: str) -> None:
    """The reason is in one language, and nobody's class name is in it."""
    line = usage_line(f"Invalid value for '--n': {reason}", "flowgroup x", "zh-CN")
    english = usage_line(f"Invalid value for '--n': {reason}", "flowgroup x", "en")

    assert f"--n 的值不可用：{chinese}。用法：flowgroup x --help" == line
    assert "Value error" not in english
    assert english.isascii()


@pytest.mark.parametrize("typed", ["9" * 5000, "x", "0", "-1", "２x"])
def test_an_id_that_is_none(typed: str) -> None:
    """What is no id is said so in both languages, however long it is."""
    with pytest.raises(ValueError, match=r"is no whole number from 1 on.*不是从 1 起的整数"):
        positive(typed)


@pytest.mark.parametrize("state", ["22000", "22021"])
def test_a_text_that_cannot_be_stored_is_not_the_databases_fault(state: str) -> None:
    """Bytes that are no UTF-8 are told as what was typed wrong, not as a database that is down."""
    kind = "Error"
    with pytest.raises(DatabaseError) as raised, database_named("postgresql://h/d"):
        raise DatabaseAwayError(kind, state)

    assert "correct what was typed" in spoken(str(raised.value), "en")
    assert "请更正输入" in spoken(str(raised.value), "zh-CN")
    assert "does not answer" not in str(raised.value)
