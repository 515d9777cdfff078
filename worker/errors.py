"""What can stop a command, as one line a person can act on.

```
FlowgroupError
├── SettingsError           wrong usage or setting                   exit 2
├── DatabaseError           not reachable, schema behind             exit 1
│   └── DatabaseAwayError   a statement did not go through; a worker tries again
└── PausedError             an account's pause ended a drain         exit 3
```
"""

from worker.bilingual import both


class FlowgroupError(Exception):
    """Base of all: the message says what, why and what to do."""

    exit_code = 1


class SettingsError(FlowgroupError):
    """A setting or argument cannot be used."""

    exit_code = 2


class DatabaseError(FlowgroupError):
    """The database cannot be reached or its schema does not fit."""


class DatabaseAwayError(DatabaseError):
    """A statement did not go through, or its outcome is unknown; `sqlstate` is the server's, if it spoke."""

    def __init__(self, kind: str, sqlstate: str | None) -> None:
        why = f"{kind}, {sqlstate}" if sqlstate else kind
        super().__init__(
            both(f"The database did not answer ({why}).", f"数据库没有应答（{why}）。")
        )
        self.kind = kind
        self.sqlstate = sqlstate

    @property
    def too_much(self) -> bool:
        """Whether a row's text was more than the server can build (SQLSTATE classes 53, 54, XX)."""
        return (self.sqlstate or "")[:2] in {"53", "54", "XX"}

    @property
    def locked(self) -> bool:
        """Whether somebody else holds a row that the statement needs (SQLSTATE 55P03)."""
        return self.sqlstate == "55P03"

    @property
    def refused_data(self) -> bool:
        """Whether the server judged the values themselves (SQLSTATE classes 22 and 23)."""
        return (self.sqlstate or "")[:2] in {"22", "23"}


class PausedError(FlowgroupError):
    """A drain ended because an account is paused."""

    exit_code = 3
