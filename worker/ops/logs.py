"""Events as log lines on stderr: a fixed vocabulary, taken from worker/events.py.

The line's name is the event's in snake_case, its fields are the event's fields, as far as they stand on the list of
what may be logged. docs/ops/logs.md lists all.
"""

import logging
import re
from collections.abc import MutableMapping
from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from typing import Any, Final, Literal, TextIO, get_args

import orjson
import structlog

from worker import events
from worker.bilingual import Language, spoken

_LEVELS: Final[dict[type[events.Event], int]] = {
    events.Begun: logging.DEBUG,
    events.CallEnded: logging.DEBUG,
    events.LeftOnDisk: logging.WARNING,
    events.Reaped: logging.WARNING,
    events.Expired: logging.WARNING,
    events.AccountPaused: logging.WARNING,
    events.Blocked: logging.WARNING,
    events.DatabaseAway: logging.WARNING,
    events.SpoolFailed: logging.ERROR,
    events.ReportRefused: logging.ERROR,
    events.FileUploaded: logging.DEBUG,
    events.FileNotUploaded: logging.WARNING,
    events.FilesAway: logging.WARNING,
    events.FilesReady: logging.DEBUG,
    events.FilesFailed: logging.WARNING,
    events.CheckerLost: logging.WARNING,
    events.Defect: logging.ERROR,
}
# What may stand in a line. Whatever could hold a payload, a name, a number of a person or a secret is not here:
# `reason` is our own sentence or an operator's, never the API's.
FIELDS: Final = frozenset(
    (
        *("account", "action", "attempt_no", "begins", "code", "contracts", "endpoint", "error"),
        *("error_code", "ill", "invalid", "job_id", "jobs", "late", "latency_ms", "latency_s"),
        *("outcome", "probe_at", "reason", "results", "since", "size", "slot_wait_s", "sqlstate"),
        *("status", "until", "waited_s", "what", "where", "why", "worker"),
    )
)
_OUTCOMES: Final = {"created": logging.INFO, "not_sent": logging.DEBUG}
_WORD: Final = re.compile(r"(?<!^)(?=[A-Z])")


def event_name(kind: type) -> str:
    """Return `AccountPaused` as `account_paused`."""
    return _WORD.sub("_", kind.__name__).lower()


def allowed(kind: type) -> tuple[str, ...]:
    """Return the fields of an event that may be logged, in their order."""
    return tuple(field.name for field in fields(kind) if field.name in FIELDS)


_SHAPES: Final[dict[type, tuple[str, tuple[str, ...]]]] = {
    kind: (event_name(kind), allowed(kind)) for kind in get_args(events.Event)
}


def level_of(event: events.Event) -> int:
    """Return how loud an event is; a call that left and created nothing is a warning."""
    if isinstance(event, events.Finished):
        return _OUTCOMES.get(event.outcome, logging.WARNING)
    return _LEVELS.get(type(event), logging.INFO)


def logging_listener(
    how: Literal["console", "json"], stream: TextIO, lang: Language = "en"
) -> events.Listener:
    """Return a listener that writes one line per event, `info` and above, to `stream`."""
    logger = structlog.wrap_logger(
        structlog.PrintLogger(stream),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _renderer(how, stream),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
    ).bind()  # bound once, not anew for each line

    def listen(event: events.Event) -> None:
        level = level_of(event)
        if level < logging.INFO:
            return
        name, names = _SHAPES[type(event)]
        values = {field: _plain(getattr(event, field), lang) for field in names}
        with suppress(OSError, ValueError):  # a reader of the log that went away stops no call
            logger.log(level, name, **values)

    return listen


def _plain(value: object, lang: Language) -> object:
    if isinstance(value, str):
        return spoken(value, lang)
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value


def _dumps(line: object, **_: object) -> str:
    return orjson.dumps(line).decode()


def _renderer(how: Literal["console", "json"], stream: TextIO) -> structlog.typing.Processor:
    if how == "json":
        return structlog.processors.JSONRenderer(serializer=_dumps)
    if stream.isatty():
        return structlog.dev.ConsoleRenderer()
    return _uncoloured


def _uncoloured(_: object, __: str, line: MutableMapping[str, Any]) -> str:
    """Write a line as the console's renderer does without colours, in a third of its time."""
    at, level, event = line.pop("timestamp"), line.pop("level"), line.pop("event")
    fields = " ".join(f"{name}={_value(line[name])}" for name in sorted(line))
    return f"{at} [{level:<9}] {event:<30} {fields}".rstrip()


def _value(value: object) -> str:
    plain = isinstance(value, str) and value and not set(value) & set(" =\"'\n\r\t")
    return str(value) if plain else repr(value)
