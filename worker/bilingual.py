"""One text in both languages: made where it arises, cut to one where it is read.

What is stored or raised is read by whoever comes later, in whatever language: it carries both.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypeAlias

from jobs.bilingual import BETWEEN, both

__all__ = ["LANGUAGES", "Language", "both", "joined", "language_of", "spoken"]
Language: TypeAlias = Literal["en", "zh-CN"]
LANGUAGES: Final[tuple[Language, Language]] = ("en", "zh-CN")


def spoken(text: str, lang: Language) -> str:
    """Return the half of a language; what is in one language only (the API's words, a person's) as it is."""
    english, _, chinese = text.partition(BETWEEN)
    return chinese if chinese and lang == "zh-CN" else english


def joined(texts: Iterable[str]) -> str:
    """Return several texts as one."""
    parts = list(texts)
    chinese = "".join(spoken(text, "zh-CN") for text in parts)
    english = " ".join(spoken(text, "en") for text in parts)
    return english if english == chinese else both(english, chinese)


def language_of(environ: Mapping[str, str]) -> Language:
    """Return FLOWGROUP_LANG, else the locale's: Chinese for any `zh`, English for all others."""
    match environ.get("FLOWGROUP_LANG"):
        case "en":
            return "en"
        case "zh-CN":
            return "zh-CN"
        case _:
            pass
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((environ[name] for name in names if environ.get(name)), "")
    return "zh-CN" if locale.lower().startswith("zh") else "en"
