"""One text in both languages, cut to one where it is read."""

import re

import pytest
from typer.testing import CliRunner

from worker.bilingual import both, joined, language_of, spoken
from worker.ops.cli import app

NOWHERE = "postgresql://night:secret@127.0.0.1:1/jobs"
CHINESE = {
    ("nonsense",): "没有命令 nonsense。用法：flowgroup --help",
    ("status", "--nonsense"): "没有选项 --nonsense。用法：flowgroup status --help",
    ("explain",): "缺少参数 code。用法：flowgroup explain --help",
    ("explain", "A", "B"): "多余的参数：B。用法：flowgroup explain --help",
    ("pause", "--account"): "选项 --account 需要一个值。",
    ("pause", "--until", "soon"): "--until soon 不是时间：",
    ("status", "--json", "--watch"): "--json 与 --watch 不能同时使用",
    ("worker", "--drain", "--check-only"): "--drain 与 --check-only 不能同时使用",
    ("jobs", "retry"): "哪些行？",
    ("demo", "--jobs", "0"): "--jobs 的值不可用：",
    ("check", "/nowhere/rows.jsonl"): "无法读取 /nowhere/rows.jsonl：",
    ("status",): "数据库（127.0.0.1:1，数据库名 jobs）没有应答（连接被拒绝）：",
    ("worker",): "没有密钥：请设置 TENCENTCLOUD_SECRET_ID",
}
SETTINGS = {
    "FLOWGROUP_RATE_LIMIT": ("fast", "应为数字"),
    "FLOWGROUP_CONCURRENCY": ("0", "不得小于 1"),
    "FLOWGROUP_LEASE": ("60", "至少为 FLOWGROUP_REQUEST_TIMEOUT + 1 = 61 秒"),
    "FLOWGROUP_ENDPOINT": ("http://api.test", "该接口地址会明文传输合同"),
    "FLOWGROUP_INTERNAL_ERROR": ("no", "应为 'retry' 或 'park'"),
}


def line(*arguments: str, **environ: str) -> str:
    """Run a command that fails in Chinese; return its one line."""
    environ = {"FLOWGROUP_LANG": "zh-CN", "FLOWGROUP_DATABASE_URL": NOWHERE, **environ}
    result = CliRunner().invoke(app, arguments, env=environ, prog_name="flowgroup")
    [told] = result.stderr.splitlines()

    assert 0 != result.exit_code
    return told


def test_each_reader_gets_one_half() -> None:
    """What was made in both languages is read in one; what has one language is left as it is."""
    text = both("Stop.", "停。")

    assert ("Stop.", "停。") == (spoken(text, "en"), spoken(text, "zh-CN"))
    assert {"API | says ... no"} == {spoken("API | says ... no", lang) for lang in ("en", "zh-CN")}


def test_texts_are_joined_half_by_half() -> None:
    """Several reasons are one in each language, whether or not all have both."""
    text = joined([both("One.", "一。"), "Two.", both("Three.", "三。")])

    assert ("One. Two. Three.", "一。Two.三。") == (spoken(text, "en"), spoken(text, "zh-CN"))
    assert "Two." == joined(["Two."])


@pytest.mark.parametrize(
    ("environ", "lang"),
    [
        ({}, "en"),
        ({"FLOWGROUP_LANG": "zh-CN", "LANG": "en_GB.UTF-8"}, "zh-CN"),
        ({"FLOWGROUP_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, "zh-CN"),
        ({"FLOWGROUP_LANG": "fr", "LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_environment_names_the_language(environ: dict[str, str], lang: str) -> None:
    """FLOWGROUP_LANG comes before the locale, also where the settings cannot be read."""
    assert lang == language_of(environ)


@pytest.mark.parametrize("arguments", CHINESE)
def test_errors_are_told_in_chinese(arguments: tuple[str, ...]) -> None:
    """Usual mistakes are one line in the operator's language, without the other one."""
    told = line(*arguments)

    assert told.startswith(f"flowgroup: {CHINESE[arguments]}")
    assert "｜" not in told


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_are_judged_in_chinese(name: str) -> None:
    """A setting that cannot be used is named, with what it should be."""
    value, why = SETTINGS[name]
    told = line("status", **{name: value})

    assert re.fullmatch(rf"flowgroup: {name} 不可用：{re.escape(why)}.*。", told)
