"""Which language meanings are shown in."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from jobs.errors import lookup
from worker.settings import Settings

Language: TypeAlias = Literal["en", "zh-CN"]


def language(settings: Settings, environ: Mapping[str, str]) -> Language:
    """Return FLOWGROUP_LANG, else the locale's: Chinese for any `zh`, English for all others."""
    if settings.lang is not None:
        return settings.lang
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((environ[name] for name in names if environ.get(name)), "")
    return "zh-CN" if locale.lower().startswith("zh") else "en"


def meaning(code: str, lang: Language) -> str:
    """Return what an error code means, one sentence."""
    entry = lookup(code)
    return entry.meaning_zh if lang == "zh-CN" else entry.meaning_en
