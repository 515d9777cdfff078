"""Which language meanings and advice are shown in."""

import re
from collections.abc import Mapping

from jobs.errors import lookup
from worker.bilingual import Language, both, language_of
from worker.settings import Settings

__all__ = ["Language", "advice", "advice_in_both", "language", "meaning"]


def language(settings: Settings, environ: Mapping[str, str]) -> Language:
    """Return the setting, else the environment's language."""
    return settings.lang or language_of(environ)


def meaning(code: str, lang: Language) -> str:
    """Return what an error code means, one sentence."""
    entry = lookup(code)
    return entry.meaning_zh if lang == "zh-CN" else entry.meaning_en


def advice_in_both(code: str, *, account: str | None = None) -> str:
    """Return the same in both languages."""
    return both(advice(code, "en", account=account), advice(code, "zh-CN", account=account))


def advice(code: str, lang: Language, *, job: int | None = None, account: str | None = None) -> str:
    """Return what to do about an error code, its commands filled in for a row or an account, `*` being all.

    A command that ends a sentence stands on a line of its own, so that no terminal breaks it.
    """
    entry = lookup(code)
    text = entry.todo_zh if lang == "zh-CN" else entry.todo_en
    if account == "*":
        text = text.replace(" --account NAME", "")
    elif account is not None:
        text = re.sub(r"\bNAME\b", lambda _: account, text, flags=re.ASCII)
    if job is not None:
        text = re.sub(r"\bID\b", str(job), text, flags=re.ASCII)
    return re.sub(r"(:|：|执行) ?(?=flowgroup )", r"\1\n  ", text)
