"""Log lines are the events, and nothing but the events."""

from dataclasses import fields
from io import StringIO
from typing import get_args

import orjson
import pytest

from worker import events
from worker.ops.logs import event_name, logging_listener

FINISHED = events.Finished(7, 1, "created", "succeeded", None, 42)


def test_a_json_line_holds_name_level_time_and_the_events_fields() -> None:
    """A line has the event's fields under its name, and no other."""
    stream = StringIO()

    logging_listener("json", stream)(FINISHED)

    line = orjson.loads(stream.getvalue())
    assert line.pop("timestamp").endswith("Z")
    assert {
        "event": "finished",
        "level": "info",
        "job_id": 7,
        "attempt_no": 1,
        "outcome": "created",
        "status": "succeeded",
        "error_code": None,
        "latency_ms": 42,
        "account": None,
    } == line


def test_the_console_line_is_plain_where_there_is_no_terminal() -> None:
    """No colour codes reach a file."""
    stream = StringIO()

    logging_listener("console", stream)(FINISHED)

    assert "finished" in stream.getvalue()
    assert "\x1b" not in stream.getvalue()


def test_each_begin_is_too_much_to_log() -> None:
    """What happens for every call and says nothing new is left out."""
    stream = StringIO()

    logging_listener("json", stream)(events.Begun(7, 1))

    assert "" == stream.getvalue()


def test_a_reader_that_went_away_stops_no_worker() -> None:
    """A closed stream is no reason to lose a call."""
    stream = StringIO()
    listen = logging_listener("json", stream)
    stream.close()

    listen(FINISHED)

    assert stream.closed


@pytest.mark.parametrize("kind", get_args(events.Event))
def test_names_are_snake_case_and_fields_free_of_payloads(kind: type[events.Event]) -> None:
    """The vocabulary is fixed by the events: no field could carry a payload, a name or a secret."""
    forbidden = {"payload", "body", "name", "mobile", "secret", "approvers", "message"}

    assert event_name(kind) == event_name(kind).lower()
    assert set() == forbidden & {field.name for field in fields(kind)}
