"""Why a reference cannot be uploaded: a rule, whose messages stand in `jobs/payload/rules.json`.

Neither the name nor anything of the content is repeated; `errors` of the row says where the reference stands.
"""

from enum import StrEnum
from typing import Final

from jobs.payload import rules
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


class FileRefusedError(Exception):
    """No upload can be made for the reference until it, or the file, is mended."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule)
        known = rules()[rule]
        self.rule = rule
        self.message, self.message_zh = known.message, known.message_zh

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
