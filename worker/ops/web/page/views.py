"""The live part of each page: from a look to HTML."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, TypeAlias

import orjson
from aiohttp import web
from pydantic import TypeAdapter

from jobs.errors import lookup
from worker.ops.language import Language
from worker.ops.web.page.board import Look
from worker.ops.web.page.render import render
from worker.ops.web.page.tonight import Tonight
from worker.ops.web.page.verdict import verdict

Rows: TypeAlias = Sequence[Mapping[str, Any]]
Values: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a row in doubt."""

    attempt_no: int
    worker: str
    begun_at: datetime
    send_deadline: datetime
    finished_at: datetime | None
    outcome: str | None
    code: str | None
    request_id: str | None
    latency_ms: int | None
    flow_group_id: str | None


_CALLS: Final = TypeAdapter(list[Call])


def _tonight(look: object, _: str) -> Values:
    if not isinstance(look, Tonight):
        raise TypeError
    return {"night": look, "verdict": verdict(look)}


def _errors(look: object, batch: str) -> Values:
    rows = [row for row in _rows(look) if not batch or row["batch"] == batch]
    codes: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        codes.setdefault(row["code"], []).append(row)
    groups = [_code(code, found) for code, found in codes.items()]
    groups.sort(key=lambda g: (not g["in_doubt"], not g["failed"], g["code"]))
    return {"codes": groups, "batch": batch, "at": rows[0]["at"] if rows else None}


def _code(code: str, rows: Rows) -> dict[str, Any]:
    """Add up the batches of one code."""
    sums = {name: sum(row[name] for row in rows) for name in ("n", "waiting", "failed", "in_doubt")}
    firsts = [row["first_seen"] for row in rows if row["first_seen"]]
    lasts = [row["last_seen"] for row in rows if row["last_seen"]]
    return sums | {
        "code": code,
        "class": rows[0]["class"],
        "ambiguous": lookup(code).ambiguous,
        "sample": rows[0]["sample_job_id"],
        "batches": [row["batch"] for row in rows],
        "first": min(firsts, default=None),
        "last": max(lasts, default=None),
    }


def _doubts(look: object, _: str) -> Values:
    rows = [
        dict(row) | {"calls": _CALLS.validate_python(orjson.loads(row["attempts"]))}
        for row in _rows(look)
    ]
    return {"rows": rows, "total": rows[0]["rows"] if rows else 0}


def _needs(look: object, kind: str) -> Values:
    rows = [row for row in _rows(look) if kind in {"", row["kind"]}]
    return {"rows": rows, "kind": kind, "most": len(_rows(look))}


def _plain(look: object, _: str) -> Values:
    return {"rows": _rows(look)}


def _rows(look: object) -> Rows:
    return look if isinstance(look, list) else []


SHOWN: Final[Mapping[str, Callable[[object, str], Values]]] = {
    "tonight": _tonight,
    "errors": _errors,
    "doubts": _doubts,
    "needs": _needs,
    "accounts": _plain,
    "workers": _plain,
}


def only(request: web.Request) -> str:
    """Return what a page is narrowed to: a batch, or a kind."""
    return request.query.get("batch") or request.query.get("kind") or ""


class _Kept:
    """A look as a key: two of one version are the same."""

    def __init__(self, look: Look) -> None:
        self.look = look

    def __hash__(self) -> int:
        return hash((id(self.look.value), self.look.version))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and self.look.value is other.look.value


def shown(name: str, look: Look, lang: Language, batch: str, *, steer: bool) -> str:
    """Return the live part of a page; rendered once for all who see the same."""
    return _shown(name, _Kept(look), lang, batch, steer)


@lru_cache(maxsize=32)
def _shown(name: str, kept: _Kept, lang: Language, batch: str, steer: bool) -> str:  # noqa: FBT001 - part of the key
    return render(f"live/{name}.html", lang, may_steer=steer, **SHOWN[name](kept.look.value, batch))
