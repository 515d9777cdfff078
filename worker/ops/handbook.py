"""What `flowgroup --help` adds to the commands: settings, credentials, exit codes."""

from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from worker.settings import Settings

CREDENTIALS: Final = {
    "TENCENTCLOUD_SECRET_ID": "calling key of account default",
    "TENCENTCLOUD_SECRET_KEY": "its secret",
    "TENCENTCLOUD_TOKEN": "session token of a temporary key",
    "TENCENTCLOUD_REGION": "access region; the API works without one",
    "~/.tencentcloud/credentials": "profile file, where the environment has no key; account X uses section [X]",
}
EXIT_CODES: Final = {
    0: "done",
    1: "failed",
    2: "wrong usage or setting",
    3: "stopped by a paused account or a held batch",
    130: "stopped by Ctrl-C (a worker finishes its calls and ends 0)",
}


def handbook() -> RenderableType:
    """Return the tables below the list of commands."""
    settings = [(variable(name), _meaning(name)) for name in Settings.model_fields]
    return Group(
        _section("Settings (environment)", settings),
        _section("Credentials (as the vendor's own tools read them)", list(CREDENTIALS.items())),
        _section("Exit codes", [(str(code), text) for code, text in EXIT_CODES.items()]),
        Text(
            "First steps: flowgroup demo. Then FLOWGROUP_DATABASE_URL, flowgroup migrate, worker."
        ),
    )


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return f"FLOWGROUP_{name.upper()}"


def _meaning(name: str) -> str:
    field = Settings.model_fields[name]
    default = field.get_default()
    shown = int(default) if isinstance(default, bool) else default
    known = (
        ""
        if default in {"", None}
        else f" [{shown:g}]"
        if isinstance(shown, float)
        else f" [{shown}]"
    )
    return f"{field.description}{known}"


def _section(title: str, rows: list[tuple[str, str]]) -> RenderableType:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 1), pad_edge=False)
    table.add_column(no_wrap=True, style="cyan", width=max(len(name) for name, _ in rows) + 1)
    table.add_column(overflow="fold")
    for name, text in rows:
        table.add_row(name, Text(text))
    return Group(Text(title, style="bold"), table, Text())
