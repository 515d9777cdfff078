"""The page's texts: the same in each language, each used, each filled in alike."""

import re
from pathlib import Path

import worker.ops.web.page as package
from worker.ops.web.page.texts import texts

HOME = Path(package.__file__).parent
_BRACES = re.compile(r"\{\w*\}")


def test_both_languages_say_the_same_things() -> None:
    """No language lacks a text, or fills in what the other does not."""
    english, chinese = texts("en"), texts("zh-CN")

    assert english.keys() == chinese.keys()
    for name, text in english.items():
        assert set(_BRACES.findall(text)) >= set(_BRACES.findall(chinese[name])), name


def test_every_text_is_used() -> None:
    """A text that nothing shows is taken out."""
    sources = "".join(f.read_text("utf-8") for f in (*HOME.rglob("*.html"), *HOME.rglob("*.py")))
    made = (
        "nav_",
        "v_",
        "d_",
        "k_",
        "class_",
        "act_",
        "what_",
        "by_",
        "scheme_",
        "did_",
        "seen_",
        "fault_",
    )
    unused = [
        n
        for n in texts("en")
        if f"say.{n}" not in sources and f'"{n}"' not in sources and not n.startswith(made)
    ]

    assert [] == unused


def test_no_text_is_named_as_what_a_mapping_has() -> None:
    """A template would show the method of that name, not the text."""
    assert set() == {name for name in texts("en") if hasattr(dict, name)}
