"""The settings of a command, with a word on variables that only look like settings."""

import os
import sys
from difflib import get_close_matches

from worker.bilingual import both, language_of, spoken
from worker.ops.handbook import variable
from worker.settings import Settings, load_settings, unknown_variables


def read_settings() -> Settings:
    """Read the environment; name on stderr, in one line, what in it is mistyped.

    Raises:
        SettingsError: a value cannot be used.
    """
    if unknown := unknown_variables(os.environ):
        near = get_close_matches(
            unknown[0].upper(), map(variable, Settings.model_fields), n=1, cutoff=0.9
        )
        hint = f"did you mean {near[0]}?" if near else "see: flowgroup --help"
        hint_zh = f"是否想写 {near[0]}？" if near else "参见：flowgroup --help"
        names = ", ".join(unknown)
        warning = both(
            f"warning: no setting is called {names}: {hint}",
            f"警告：没有名为 {names} 的设置：{hint_zh}",
        )
        line = f"flowgroup: {spoken(warning, language_of(os.environ))}"
        print(line, file=sys.stderr)  # noqa: T201 - a note beside the output
    return load_settings()
