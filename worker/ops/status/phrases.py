"""The words of each language."""

from worker.ops.language import Language
from worker.ops.status.chinese import CHINESE
from worker.ops.status.english import ENGLISH
from worker.ops.status.words import Words


def words(lang: Language) -> Words:
    """Return the phrases of a language."""
    return CHINESE if lang == "zh-CN" else ENGLISH
