"""The page's texts: one file per language, the same names in each."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import orjson

from worker.ops.language import Language


@cache
def texts(lang: Language) -> Mapping[str, str]:
    """Return the texts of a language by name; braces are filled with `str.format`."""
    file = files("worker.ops.web.page") / "texts" / f"{lang}.json"
    found: dict[str, str] = orjson.loads(file.read_bytes())
    return found
