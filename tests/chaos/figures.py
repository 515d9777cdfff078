"""What a campaign found: figures to print, and violations that must not be."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass
class Figures:
    """The result of one campaign."""

    title: str
    seed: int
    lines: dict[str, object] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)

    def must(self, what: str, found: object, expected: object) -> None:
        """Note a figure that can only be one."""
        self.lines[what] = found
        if found != expected:
            self.violations.append(f"{what}: {found}, not {expected}")

    def at_most(self, what: str, found: float, bound: float) -> None:
        """Note a figure with an upper bound."""
        self.lines[what] = f"{found:g} (at most {bound:g})"
        if found > bound:
            self.violations.append(f"{what}: {found:g}, more than {bound:g}")

    def at_least(self, what: str, found: float, bound: float) -> None:
        """Note a figure with a lower bound, without which the campaign would prove nothing."""
        self.lines[what] = found
        if found < bound:
            self.violations.append(f"{what}: {found:g}, less than {bound:g}")

    def note(self, lines: Mapping[str, object]) -> None:
        """Note figures that may be any."""
        self.lines.update(lines)

    def show(self, console: Console) -> None:
        """Print the table and what must not be."""
        table = Table(title=f"{self.title} (seed {self.seed})", title_justify="left", box=None)
        table.add_column("figure")
        table.add_column("value", justify="right")
        for name, value in self.lines.items():
            table.add_row(name, str(value))
        console.print(table)
        for violation in self.violations:
            console.print(f"VIOLATION  {violation}", style="bold red")
        console.print()
