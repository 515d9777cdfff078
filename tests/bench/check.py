"""How many payloads the pure check takes a second, from their texts, on one core."""

import time

import orjson

from jobs.payload import MOST_BYTES, Text, faults_of
from tests.bench.bench import Bench
from tests.bench.figure import Figure, at_least
from tests.support.emulated import example

_NOW = 1_700_000_000
_ROUND = 500


async def check(bench: Bench) -> list[Figure]:
    """Check the API document's examples, cut to two contracts, again and again; take the median.

    Processor time is measured, so that neighbours on the machine count only by what they do to
    its caches.
    """
    rounds = bench.times(20, quick=10)
    texts: list[Text] = [_two_contracts(1), _two_contracts(2)]
    spent = sorted(_seconds(texts * (_ROUND // 2)) for _ in range(rounds))
    median, best = spent[rounds // 2], spent[0]
    hostile = _seconds([b"[" + b"{}," * (MOST_BYTES // 3 - 1) + b"{}]"])
    largest = example(1) | {"FlowFileInfos": example(1)["FlowFileInfos"][:1] * 50}
    return [
        Figure(
            "payloads checked a second, one core",
            _ROUND / median,
            "/s",
            at_least(5000),
            f"the API's examples with two contracts, text to faults; best round {_ROUND / best:,.0f}",
        ),
        Figure("a group of 50 contracts", _seconds([orjson.dumps(largest)]) * 1000, "ms"),
        Figure("ten megabytes of nothing but {}", hostile, "s", None, "one fault"),
    ]


def _seconds(texts: list[Text]) -> float:
    start = time.process_time()
    faults_of(texts, now=_NOW)
    return time.process_time() - start


def _two_contracts(number: int) -> bytes:
    body = example(number)
    return orjson.dumps(body | {"FlowFileInfos": body["FlowFileInfos"][:2]})
