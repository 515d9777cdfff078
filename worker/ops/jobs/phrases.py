"""The words of each language."""

from worker.ops.jobs.chinese import CHINESE
from worker.ops.jobs.english import ENGLISH
from worker.ops.jobs.words import Words
from worker.ops.language import Language


def words(lang: Language) -> Words:
    """Return the phrases of a language."""
    return CHINESE if lang == "zh-CN" else ENGLISH
