"""Steering over HTTP, for tests that run the emulator in another process.

GET    /_emulator/ledger?since=N   entries after the N-th, and `next` to ask with
GET    /_emulator/summary?since=N  the figures of summarise()
GET    /_emulator/faults           names of the faults in wait
POST   /_emulator/faults           a JSON array of faults to queue, fields as in faults.Fault
DELETE /_emulator/faults           drop them
POST   /_emulator/settings         any of limit, window, latency, quota, validate, upload_limit, file_life,
                                   check_files
DELETE /_emulator/files            forget all uploaded files, as if they had expired
POST   /_emulator/release          let go what waits
"""

from dataclasses import asdict, fields

import orjson
from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from worker.emulator.config import Tuning
from worker.emulator.faults import Faults
from worker.emulator.filestore import FileStore
from worker.emulator.gate import Gate
from worker.emulator.ledger import Ledger, summarise

PREFIX = "/_emulator/"

_TUNING = TypeAdapter(Tuning)


class Admin:
    """Answers the requests below /_emulator/."""

    def __init__(
        self, tuning: Tuning, faults: Faults, ledger: Ledger, gate: Gate, files: FileStore
    ) -> None:
        self._tuning = tuning
        self._faults = faults
        self._ledger = ledger
        self._gate = gate
        self._files = files

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """Answer one request; 400 with one line where its content is wrong."""
        name = request.path.removeprefix(PREFIX)
        try:
            since = int(request.query.get("since", "0"))
            return _json(self._do(f"{request.method} {name}", since, await request.content.read()))
        except KeyError:
            return web.Response(status=404, text=__doc__)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            return web.Response(status=400, text=f"{where}: {first['msg']}\n")
        except ValueError as error:
            return web.Response(status=400, text=f"{error}\n")

    def _do(self, what: str, since: int, body: bytes) -> object:
        match what:
            case "GET ledger":
                entries = self._ledger.entries[since:]
                rows = [entry._asdict() for entry in entries]
                return {"entries": rows, "next": since + len(rows)}
            case "GET summary":
                return summarise(self._ledger.entries[since:])
            case "POST faults":
                self._faults.load(orjson.loads(body))
            case "DELETE faults":
                self._faults.clear()
            case "DELETE files":
                self._files.clear()
            case "POST settings":
                self._tune(orjson.loads(body))
                return asdict(self._tuning)
            case "POST release":
                self._gate.release()
            case "GET faults":
                pass
            case _:
                raise KeyError(what)
        return [fault.name for fault in self._faults.waiting]

    def _tune(self, changes: object) -> None:
        wanted = {**asdict(self._tuning), **changes} if isinstance(changes, dict) else changes
        tuning = _TUNING.validate_python(wanted)
        for item in fields(Tuning):
            setattr(self._tuning, item.name, getattr(tuning, item.name))


def _json(value: object) -> web.Response:
    return web.Response(body=orjson.dumps(value), headers={"Content-Type": "application/json"})
