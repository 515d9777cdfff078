"""Exponential back-off with full jitter.

Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
"""

from random import Random

# 2**64 times any sensible base is past any sensible cap, and far from a float's end.
_MAX_DOUBLINGS = 64


def delay(tries: int, base: float, cap: float, rng: Random) -> float:
    """Seconds to wait after the given number of tries.

    Args:
        tries: Tries made so far, from 1; any size.
        base: Upper bound of the first wait, seconds.
        cap: Upper bound of every wait, seconds.
        rng: Where the jitter comes from.
    """
    doublings = min(max(tries - 1, 0), _MAX_DOUBLINGS)
    return rng.uniform(0.0, min(cap, base * 2.0**doublings))
