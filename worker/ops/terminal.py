"""The terminal that commands print on."""

from rich.console import Console


def terminal() -> Console:
    """Return stdout; text from tables, people and the API is shown as it is, never as rich's markup."""
    return Console(highlight=False, markup=False, emoji=False)
