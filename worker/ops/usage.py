"""Wrong usage, as the parser of the command line found it, in the reader's language."""

import re
from typing import Final

from worker.bilingual import Language

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


def usage_line(message: str, path: str, lang: Language) -> str:
    """Return what is wrong and where help is; `path` is the command's."""
    if lang == "en":
        return f"{message.rstrip('.')}. See: {path} --help"
    return f"{_chinese(message)}。用法：{path} --help"


def _chinese(message: str) -> str:
    for pattern, text in _CHINESE:
        if found := re.match(pattern, message, re.DOTALL):
            return text.format(*found.groups())
    return message.rstrip(".")
