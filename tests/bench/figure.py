"""One measured figure, its goal, and whether it was met."""

from dataclasses import asdict, dataclass, field
from typing import Literal

Unit = Literal["%", "×", "ms", "s", "MB", "MB/h", "/s", ""]


@dataclass(frozen=True)
class Goal:
    """A bound that a figure should keep; the bound itself is still good."""

    bound: float
    least: bool

    def met(self, value: float) -> bool:
        """Tell whether the value keeps it."""
        return value >= self.bound if self.least else value <= self.bound


def at_least(bound: float) -> Goal:
    """Make a goal of not less."""
    return Goal(bound, least=True)


def at_most(bound: float) -> Goal:
    """Make a goal of not more."""
    return Goal(bound, least=False)


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        value: of the unit; a share of one where that is "%".
        how: how it was measured, and what else was seen.
        rows: raw values behind it, for the JSON file only.
    """

    what: str
    value: float
    unit: Unit = ""
    goal: Goal | None = None
    how: str = ""
    rows: list[float] = field(default_factory=list)

    @property
    def met(self) -> bool | None:
        """Tell whether the goal is met; None without one."""
        return self.goal.met(self.value) if self.goal else None

    def cells(self) -> tuple[str, str, str, str, str]:
        """Write figure, value, goal, met, how."""
        goal = (
            f"{'≥' if self.goal.least else '≤'} {written(self.goal.bound, self.unit)}"
            if self.goal
            else ""
        )
        met = {True: "yes", False: "NO", None: ""}[self.met]
        return self.what, written(self.value, self.unit), goal, met, self.how

    def line(self, measure: str) -> dict[str, object]:
        """Return it as a row of the JSON Lines file."""
        return {"measure": measure, **asdict(self), "met": self.met}


def written(value: float, unit: Unit) -> str:
    """Write a value with its unit, as many digits as mean something."""
    match unit:
        case "%":
            return f"{100 * value:.4g} %"
        case "×":
            return f"{value:.2f} ×"
        case "":
            return f"{value:,.0f}"
        case "/s":
            return f"{value:,.0f}/s"
        case "MB/h" | "s":
            return f"{value:.2f} {unit}"
        case _:
            return f"{value:.1f} {unit}"
