"""What keeps payloads out of the server's log is the same for a session and for a login."""

import re
from pathlib import Path

import orjson

import migrations
from worker.database import QUIET, SESSION

ROLES = Path(migrations.__file__).parent / "sql" / "roles" / "08_quiet_logs.sql"


def test_logins_are_as_quiet_as_sessions() -> None:
    """A login has the settings of a worker's own session, but for a module's that the server may not know."""
    [settings] = re.findall(r"jsonb := '(.+?)'", ROLES.read_text(encoding="utf-8"), re.DOTALL)
    wanted = QUIET | {name: value for name, value in SESSION.items() if name.startswith("log_")}
    known = {name: value for name, value in wanted.items() if "." not in name}

    assert known == orjson.loads(settings)
