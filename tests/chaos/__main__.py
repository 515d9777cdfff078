"""Runs the campaigns and prints their figures: `python -m tests.chaos [--only NAME] [--seed N] [--quick]`."""

import argparse
import asyncio
import sys
import time
from collections.abc import Coroutine
from typing import Any, Final, Protocol

from rich.console import Console

from tests.chaos import (
    accounts,
    binding,
    canaries,
    clocks,
    control,
    crash,
    disk,
    hang,
    illness,
    machine,
    outage,
    pdfs,
    rolling,
    storm,
    unconfirmed,
    zombie,
)
from tests.chaos.figures import Figures

SEED: Final = 20231123
LONGEST: Final = 3600.0  # s


class Campaign(Protocol):
    """A module of this package."""

    NAME: str

    def run(self, seed: int, *, quick: bool) -> Coroutine[Any, Any, Figures]:
        """Do it, and tell what was found."""


CAMPAIGNS: Final[tuple[Campaign, ...]] = (
    storm,
    control,
    zombie,
    outage,
    hang,
    unconfirmed,
    disk,
    accounts,
    illness,
    rolling,
    clocks,
    binding,
    crash,
    pdfs,
    canaries,
    machine,
)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    names = [campaign.NAME for campaign in CAMPAIGNS]
    parser.add_argument("--only", action="append", choices=names, help="one of the campaigns")
    parser.add_argument("--seed", type=int, default=SEED, help="of every draw")
    parser.add_argument("--quick", action="store_true", help="the short forms of make test")
    return parser.parse_args()


async def _bounded(campaign: Campaign, seed: int, *, quick: bool) -> Figures:
    """Run a campaign; what does not come to an end is a violation too."""
    try:
        async with asyncio.timeout(LONGEST):
            return await campaign.run(seed, quick=quick)
    except TimeoutError:
        return Figures(campaign.NAME, seed, violations=[f"no end within {LONGEST:g} s"])


def main() -> int:
    """Run what was asked for; 1 if anything was violated."""
    asked, console, violated = _arguments(), Console(highlight=False), 0
    for campaign in CAMPAIGNS:
        if asked.only and campaign.NAME not in asked.only:
            continue
        began = time.monotonic()
        figures = asyncio.run(_bounded(campaign, asked.seed, quick=asked.quick))
        figures.note({"took": f"{time.monotonic() - began:.0f} s"})
        figures.show(console)
        violated += len(figures.violations)
    return 1 if violated else 0


if __name__ == "__main__":
    sys.exit(main())
