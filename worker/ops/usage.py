"""Wrong usage, as the parser of the command line found it, in the reader's language."""

import re
from collections.abc import Sequence
from typing import Final

from worker.bilingual import Language, spoken

# The parser's own words, and ours; what is not among them stays as it is.
_CHINESE: Final = (
    (r"No such option: (\S+?)\.?(?: .*)?$", "没有选项 {}"),
    (r"No such command '(.*)'\.?$", "没有命令 {}"),
    (r"Missing argument '(.*)'\.?(?: .*)?$", "缺少参数 {}"),
    (r"Missing option '(.*)'\.?(?: .*)?$", "缺少选项 {}"),
    (r"Missing command\.?$", "缺少命令"),
    (r"Option '(.*)' requires an argument\.?$", "选项 {} 需要一个值"),
    (r"Option '(.*)' does not take a value\.?$", "选项 {} 不带值"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)\.?$", "多余的参数：{}"),
    (r"Invalid value for '(.*?)': (.*?)\.?$", "{} 的值不可用：{}"),
)
# What follows "Invalid value for".
_REASONS: Final = (
    (r"(.*) is not one of (.*)$", "{} 不是以下之一：{}"),
    (r"(.*) is not a valid (?:integer|int)(?: range)?$", "{} 不是整数"),
    (r"(.*) is not a valid float(?: range)?$", "{} 不是数字"),
    (r"(.*) is not in the range (.*)$", "{} 不在范围 {} 内"),
    (r"Input should be greater than or equal to (.*)$", "不得小于 {}"),
    (r"Input should be less than or equal to (.*)$", "不得大于 {}"),
    (r"Input should be a valid (?:integer|number).*$", "应为数字"),
)
_WRAPPED: Final = "Value error, "  # the parser's own words before ours


def usage_line(message: str, path: str, lang: Language) -> str:
    """Return what is wrong and where help is; `path` is the command's."""
    plain = message.replace(_WRAPPED, "")
    if lang == "en":
        return f"{spoken(plain, 'en').rstrip('.')}. See: {path} --help"
    return f"{_chinese(plain, _CHINESE)}。用法：{path} --help"


def _chinese(message: str, known: Sequence[tuple[str, str]]) -> str:
    for pattern, text in known:
        if found := re.match(pattern, message, re.DOTALL):
            return text.format(*(_chinese(part, _REASONS) for part in found.groups()))
    return spoken(message, "zh-CN").rstrip(".")
