"""Faults as data, and the table that gives each rule its severity, source and messages.

A fault says where and why, never what was written there: paths name only fields that the API
knows, messages are filled with limits and positions alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple, TypeAlias

import orjson

Severity: TypeAlias = Literal["error", "warning"]
Step: TypeAlias = str | int

MOST_FAULTS: Final = 100
"""Faults kept of one payload, of each severity; one more fault, ``more``, says that it had more."""

_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a payload.

    Attributes:
        path: As ``FlowFileInfos[1].FlowApprovers[0].Mobile``; ``$`` is the payload itself.
        rule: Stable short name; the key of the table.
        message: What is wrong, in English, without the value.
        message_zh: The same in Chinese.
        severity: An ``error`` makes the row invalid, a ``warning`` lets it pass.
    """

    path: str
    rule: str
    message: str
    message_zh: str
    severity: Severity


class Rule(NamedTuple):
    """One row of the table; messages may hold ``{names}`` of what a hit fills in."""

    severity: Severity
    source: str
    message: str
    message_zh: str


class Hit(NamedTuple):
    """A rule that does not hold, at a path below the struct that it judges.

    ``words`` are limits or positions, never values.
    """

    rule: str
    path: tuple[Step, ...] = ()
    words: tuple[tuple[str, object], ...] = ()


@cache
def rules() -> dict[str, Rule]:
    """All rules, by name."""
    rows = orjson.loads(files("jobs.payload").joinpath("rules.json").read_bytes())
    return {name: Rule(**row) for name, row in rows.items()}


def to_path(steps: Iterable[Step]) -> str:
    """Write a path; what is no field's name is shown as ``?``, since it may name a person."""
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step if _FIELD.fullmatch(step) else '?'}"
    return text.removeprefix(".") or "$"


def fault_of(rule: str, path: str = "$") -> Fault:
    """A fault of a rule whose messages have nothing to fill in."""
    row = rules()[rule]
    return Fault(path, rule, row.message, row.message_zh, row.severity)


class Faults:
    """Collects the faults of one payload, at most ``MOST_FAULTS`` of each severity."""

    def __init__(self) -> None:
        self.kept: list[Fault] = []
        self._counts: dict[Severity, int] = {"error": 0, "warning": 0}

    @property
    def full(self) -> bool:
        """Tell whether more errors would not be kept: the verdict stands, looking on is idle."""
        return self._counts["error"] > MOST_FAULTS

    def add(self, base: tuple[Step, ...], hits: Iterable[Hit]) -> None:
        """Keep hits found below base, until more would not be kept."""
        for hit in hits:
            self._add(base, hit)
            if self.full:
                return

    def _add(self, base: tuple[Step, ...], hit: Hit) -> None:
        severity = rules()[hit.rule].severity
        count = self._counts[severity] = self._counts[severity] + 1
        if count <= MOST_FAULTS:
            self.kept.append(_fault(hit.rule, severity, (*base, *hit.path), hit.words))
        elif count == MOST_FAULTS + 1:
            self.kept.append(_fault("more", severity, (), (("most", MOST_FAULTS),)))


def _fault(
    name: str, severity: Severity, steps: tuple[Step, ...], words: tuple[tuple[str, object], ...]
) -> Fault:
    rule, filled = rules()[name], dict(words)
    return Fault(
        path=to_path(steps),
        rule=name,
        message=rule.message.format_map(filled),
        message_zh=rule.message_zh.format_map(filled),
        severity=severity,
    )
