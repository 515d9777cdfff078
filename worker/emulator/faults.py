"""Faults by name: which there are, and which call gets one.

A name is a kind, for the kinds that can strike on either side of the creation also the kind with
`_before` or `_after`: `reset_before`, `internal_error_after`, `code:ResourceInUse_after`.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field, TypeAdapter

from worker.emulator.call import Call

EITHER_SIDE = frozenset(
    ("internal_error", "hang", "reset", "drop", "html_502", "redirect", "garbage")
)
"""Nothing is created unless the name ends in `_after`; so too with `code:<Code>`."""

AFTER = frozenset(
    (
        *("none", "slow", "late", "close", "slow_loris", "truncated"),
        *("null_ids", "null_group", "short_ids"),
    )
)
"""The call is judged as usual and the group created; what differs is the answer."""

CONNECTION = frozenset(("accept_close",))
"""Strikes a new connection, before any call, whoever opens it."""

_SECONDS: dict[str, float | None] = {"slow": 1.0, "late": 1.0, "slow_loris": 0.01}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault, and the calls that it is for.

    Attributes:
        name: as the module describes.
        times: calls it still strikes; None is no end.
        probability: of striking a call that it is for.
        key: only calls signed with this SecretId.
        action: only calls of this action.
        group: only calls with exactly this FlowGroupName.
        when: only calls of which this is true.
        seconds: how long `slow`, `late` and `hang` wait, or `slow_loris` between two bytes.
        location: where `redirect` points.
        text: the Message beside the code of `code:<Code>` and `internal_error`; empty: one of its own.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: str
    times: int | None = 1
    probability: Annotated[float, Field(ge=0, le=1)] = 1.0
    key: str | None = None
    action: str | None = None
    group: str | None = None
    when: Callable[[Call], bool] | None = field(default=None, repr=False)
    seconds: float | None = None
    location: str = "http://127.0.0.1:9/"
    text: str = ""

    def __post_init__(self) -> None:
        """Refuse names that no fault has.

        Raises:
            ValueError: the name is unknown.
        """
        if self.seconds is None:
            object.__setattr__(self, "seconds", _SECONDS.get(self.kind))
        either = self.kind in EITHER_SIDE or bool(self.code)
        if not (either or self.name in AFTER | CONNECTION):
            message = f"unknown fault {self.name!r}: see worker.emulator.faults"
            raise ValueError(message)

    @property
    def kind(self) -> str:
        """Name what is done, without the side; `code` for any code."""
        base = self._base
        return "code" if base.startswith("code:") else base

    @property
    def code(self) -> str:
        """Name the code to answer: of `code:<Code>`, or InternalError."""
        if self.kind == "internal_error":
            return "InternalError"
        return self._base.removeprefix("code:") if self.kind == "code" else ""

    @property
    def creates(self) -> bool:
        """Tell whether the call does its work."""
        return self.name in AFTER or self.name.endswith("_after")

    @property
    def _base(self) -> str:
        return self.name.removesuffix("_after").removesuffix("_before")

    def fits(self, call: Call) -> bool:
        """Tell whether the call is one that this is for."""
        return (
            self.kind not in CONNECTION
            and self.key in (None, call.key)
            and self.action in (None, call.action)
            and self.group in (None, call.group_name)
            and (self.when is None or self.when(call))
        )


_FAULTS = TypeAdapter(list[Fault])


class Faults:
    """The faults in wait, tried in order for each call; the first that strikes is taken."""

    def __init__(self, seed: int = 0) -> None:
        self._draw = random.Random(seed)  # noqa: S311 - repeatable tests, no secrets
        self._waiting: list[tuple[Fault, int | None]] = []

    @property
    def waiting(self) -> list[Fault]:
        """List the faults that may still strike."""
        return [fault for fault, _ in self._waiting]

    def add(self, *faults: Fault | str) -> None:
        """Queue faults; a bare name strikes once, so several names script the next calls."""
        for item in faults:
            fault = Fault(name=item) if isinstance(item, str) else item
            self._waiting.append((fault, fault.times))

    def load(self, rows: object) -> None:
        """Queue faults from plain JSON rows with the fields of Fault.

        Raises:
            pydantic.ValidationError: a row is none.
        """
        self.add(*_FAULTS.validate_python(rows))

    def clear(self) -> None:
        """Drop all that wait."""
        self._waiting.clear()

    def take(self, call: Call) -> Fault | None:
        """Find the fault that strikes this call."""
        return self._take(lambda fault: fault.fits(call)) if self._waiting else None

    def take_connection(self) -> Fault | None:
        """Find the fault that strikes a new connection."""
        return self._take(lambda fault: fault.kind in CONNECTION) if self._waiting else None

    def _take(self, fits: Callable[[Fault], bool]) -> Fault | None:
        for index, (fault, left) in enumerate(self._waiting):
            sure = fault.probability >= 1
            if not fits(fault) or not (sure or self._draw.random() < fault.probability):
                continue
            if left == 1:
                del self._waiting[index]
            elif left is not None:
                self._waiting[index] = (fault, left - 1)
            return fault
        return None
