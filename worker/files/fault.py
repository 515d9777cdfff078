"""Why a reference cannot be uploaded: a rule and its message in both languages.

Neither the name nor anything of the content is repeated; `errors` of the row says where the reference stands.
"""

from enum import StrEnum
from typing import Final

from worker.bilingual import LANGUAGES, both, spoken


class Rule(StrEnum):
    """The rules, as `errors` of a row names them."""

    ACCOUNT = "file_account"
    FORM = "file_form"
    OUTSIDE = "file_outside"
    CHARACTERS = "file_characters"
    NAME_LENGTH = "file_name_length"
    MISSING = "file_missing"
    LINK = "file_link"
    KIND = "file_kind"
    UNREADABLE = "file_unreadable"
    EMPTY = "file_empty"
    SIZE = "file_size"
    TYPE = "file_type"


MEANINGS: Final[dict[Rule, tuple[str, str]]] = {
    Rule.ACCOUNT: (
        "This account's name cannot be the name of a folder, so it has no files.",
        "该账户名不能作为文件夹名，因此没有可用文件。",
    ),
    Rule.FORM: (
        "A reference reads file:folder/name.pdf: relative, with one / between names.",
        "文件引用的写法为 file:文件夹/文件名.pdf：相对路径，名称之间用一个 / 分隔。",
    ),
    Rule.OUTSIDE: (
        "A reference may not contain . or .. as a name: it stays below the account's folder.",
        "文件引用中不能以 . 或 .. 作为名称：只能指向账户文件夹之内。",
    ),
    Rule.CHARACTERS: (
        "A name has a backslash, a control or invisible character, or a look-alike of / or ..",
        "名称中含有反斜杠、控制字符、不可见字符，或形似 / 或 .. 的字符。",
    ),
    Rule.NAME_LENGTH: (
        "A name is longer than 255 bytes, or the whole reference longer than 1,024 characters.",
        "名称超过 255 字节，或整个引用超过 1,024 个字符。",
    ),
    Rule.MISSING: (
        "There is no such file below the account's folder.",
        "账户文件夹下没有该文件。",
    ),
    Rule.LINK: (
        "The file or one of its folders is a symbolic link; links are not followed.",
        "该文件或其所在文件夹是符号链接；不跟随链接。",
    ),
    Rule.KIND: (
        "It is no ordinary file (a folder, device, pipe or socket).",
        "不是普通文件（可能是文件夹、设备、管道或套接字）。",
    ),
    Rule.UNREADABLE: (
        "The worker's user may not read the file.",
        "运行 worker 的用户无权读取该文件。",
    ),
    Rule.EMPTY: ("The file is empty.", "文件为空。"),
    Rule.SIZE: (
        "The file is larger than 60 MB, the most that the API takes.",
        "文件超过 60 MB，即接口允许的最大值。",
    ),
    Rule.TYPE: (
        "The file is no PDF: it does not begin with %PDF-.",
        "不是 PDF 文件：内容未以 %PDF- 开头。",
    ),
}


class FileRefusedError(Exception):
    """No upload can be made for the reference until it, or the file, is mended."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule)
        self.rule = rule
        self.message, self.message_zh = MEANINGS[rule]

    def at(self, path: str) -> dict[str, str]:
        """Return the fault as `errors` of a row holds it; `path` is the reference's place in the payload."""
        texts = {"message": self.message, "message_zh": self.message_zh}
        return {"path": path, "rule": self.rule, **texts}


class FilesAwayError(Exception):
    """The files cannot be read now, and no row is to blame: a share is not mounted, a disk fails, a copy goes on.

    `reason` names no file; it stands in both languages.
    """

    def __init__(self, what: str, error: OSError | None = None) -> None:
        halves = (spoken(what, lang) for lang in LANGUAGES)
        self.reason = both(*(f"{half}: {error.strerror}" for half in halves)) if error else what
        super().__init__(self.reason)


NO_ROOT: Final = both("FLOWGROUP_FILES_ROOT is not set", "未设置 FLOWGROUP_FILES_ROOT")
ROOT: Final = "FLOWGROUP_FILES_ROOT"
FOLDER: Final = both(
    "the account's folder below FLOWGROUP_FILES_ROOT", "FLOWGROUP_FILES_ROOT 下的账户文件夹"
)
FILE: Final = both("a file", "某个文件")
CHANGING: Final = both("a file is being written", "有文件正在写入")
