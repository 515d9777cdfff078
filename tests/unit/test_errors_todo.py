"""What to do about each code: said in both languages, for this code, with commands and fields that exist."""

import re

import pytest

from jobs.errors import catalogue, lookup
from jobs.model import JobStatus
from tests.support.advice import NAMES, codes, commands, exists, names, options
from worker.ops.language import Language, advice

LONGEST = 220
ENTRIES = list(catalogue().values())
TEXTS = [(entry, text) for entry in ENTRIES for text in (entry.todo_en, entry.todo_zh)]
BY_THEMSELVES = {"Worker.ClockSkew", "Worker.EndpointMismatch", "Worker.NoCredentials"}
# What a Chinese text may say in Latin letters besides commands and names.
TERMS = """
    API CAM DNS ID IP MB MFA N NAME NTP PDF POST SIGN_ Unix X account created credentials default essbasic
    essbasic.tencentcloudapi.com false file flowgroup multipart not_created payload region send_before
    tencentcloud token true
"""


def test_each_code_says_what_to_do() -> None:
    """Each entry tells what to do, shortly, in English and in Chinese."""
    for entry in ENTRIES:
        assert entry.todo_en.isascii(), entry.code
        assert not entry.todo_zh.isascii(), entry.code
        assert 20 <= len(entry.todo_en) <= LONGEST, entry.code
        assert 10 <= len(entry.todo_zh) <= LONGEST, entry.code


def test_each_command_exists() -> None:
    """What a person is told to type is a command of this version, with options that it takes."""
    told = {command for _, text in TEXTS for command in commands(text)}

    assert [] == [line for line in told if not set(line[1]) <= options(line[0])]


def test_each_name_exists() -> None:
    """A field, value or setting that is to be looked at is one of the API or of this program."""
    assert set() == {name for _, text in TEXTS for name in names(text) if not exists(name)}


def test_chinese_texts_hold_no_foreign_words() -> None:
    """Latin letters in a Chinese text are a command, a name, or a term that Chinese engineers write so."""
    rest = [re.sub(r"flowgroup [a-z ]+|--[a-z-]+( [A-Za-z_.]+)?", "", e.todo_zh) for e in ENTRIES]
    words = {w.rstrip(".") for text in rest for w in re.findall(r"[A-Za-z][\w.]*", text, re.ASCII)}

    assert set() == {
        word for word in words - NAMES - set(TERMS.split()) - set(JobStatus) if not exists(word)
    }


def test_both_languages_say_the_same() -> None:
    """Commands, options, codes and names are the same in both languages."""
    for entry in ENTRIES:
        english, chinese = entry.todo_en, entry.todo_zh

        assert commands(english) == commands(chinese), entry.code
        assert codes(english) == codes(chinese), entry.code
        assert names(english) == names(chinese), entry.code


def test_what_to_do_fits_what_the_worker_does() -> None:
    """Retried: nothing. In doubt: a verdict. Failed: another try. Paused: resume, unless it goes on by itself."""
    for entry, text in TEXTS:
        told = {command for command, _ in commands(text)}
        match entry.error_class:
            case "transient" | "throttled":
                assert text.startswith(("Nothing", "无需处理", "重试期间无需处理")), entry.code
            case "account":
                assert ("resume" in told) == (entry.code not in BY_THEMSELVES), entry.code
            case "permanent" if entry.ambiguous:
                assert ("jobs resolve" in told, "jobs retry" in told) == (True, False), entry.code
            case "permanent":
                assert "jobs retry" in told, entry.code


def test_a_risk_is_taken_only_where_there_is_one() -> None:
    """Only what is retried although the group may exist needs a look, and the option, before another try."""
    for entry, text in TEXTS:
        risk = entry.ambiguous and entry.error_class == "transient"

        assert risk == ("--including-duplicate-risk" in text), entry.code


def test_a_retry_by_code_takes_this_code_alone() -> None:
    """`--code` takes sub-codes too: only a code that has none is named, and only by its own entry."""
    for entry, text in TEXTS:
        below = [code for code in catalogue() if code.startswith(f"{entry.code}.")]

        assert codes(text) in ([], [entry.code])
        assert not (below and codes(text)), entry.code


def test_placeholders_stand_where_a_person_would_type() -> None:
    """`ID` only follows a command about a row, `NAME` an --account or a profile's bracket."""
    for entry, text in TEXTS:
        rest = re.sub(r"(jobs (?:retry|resolve|show|cancel)) ID\b", r"\1", text, flags=re.ASCII)
        rest = re.sub(r"--account NAME\b|\[NAME\]", "", rest, flags=re.ASCII)

        assert not re.search(r"\b(?:ID|NAME)\b", rest, flags=re.ASCII), entry.code


@pytest.mark.parametrize("code", ["AuthFailure.Later", "MissingParameter.Later"])
def test_a_family_lends_its_advice(code: str) -> None:
    """An unknown code of a known family is dealt with as the family is."""
    family = lookup(code.partition(".")[0])

    assert (family.todo_en, family.todo_zh) == (lookup(code).todo_en, lookup(code).todo_zh)


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_advice_is_filled_in(lang: Language) -> None:
    """Advice about a row or an account can be typed as it stands, a command on a line of its own."""
    assert "flowgroup resume --account a\\1" in advice("AuthFailure", lang, account="a\\1")
    assert "\n  flowgroup jobs retry 7" in advice("InvalidParameter.Mobile", lang, job=7)
    assert "[shop]" in advice("Worker.NoCredentials", lang, account="shop")
    assert "--account" not in advice("Worker.OperatorPause", lang, account="*")
    assert "jobs resolve 7 created|not_created --reason" in advice("Nonsense", lang, job=7)
