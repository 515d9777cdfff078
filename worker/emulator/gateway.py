"""What a call must pass before its action sees it.

Source: the vendor's pages on common parameters, signature v3, request limits and common
error codes.
"""

from collections.abc import Collection

from worker.emulator.call import Call
from worker.emulator.config import UPLOAD, EmulatorConfig, Tuning
from worker.emulator.limit import RateLimit
from worker.emulator.refusal import refuse
from worker.emulator.signature import Verifier

VERSION = "2021-05-26"
LARGEST_REQUEST = 10 * 1024 * 1024
LARGEST_UPLOAD = 100 * 1024 * 1024  # not documented; room for one file of the largest size


class Gateway:
    """Checks protocol, action, version, signature, token and pace, in this order."""

    def __init__(self, config: EmulatorConfig, tuning: Tuning, actions: Collection[str]) -> None:
        self._actions = actions
        self._token = config.token
        self._verifier = Verifier(config.keys)
        self._limit = RateLimit(tuning)

    def admit(self, call: Call) -> None:
        """Let a call through, and note whose it is.

        Raises:
            Refusal: with the common code of the first thing that is wrong.
        """
        self._check_protocol(call)
        call.key = self._verifier.verify(call.headers, call.raw, call.wall)
        if self._token is not None and call.headers.get("X-TC-Token") != self._token:
            refuse("AuthFailure.TokenFailure", "X-TC-Token is not the token of this key")
        self._limit.admit(call.action, call.key, call.arrived, call.wall)
        if call.body is None:
            refuse("InvalidParameter", "the request body is no JSON object")

    def _check_protocol(self, call: Call) -> None:
        if len(call.raw) > (LARGEST_UPLOAD if call.action == UPLOAD else LARGEST_REQUEST):
            refuse(
                "RequestSizeLimitExceeded", "the request is larger than the action takes (10 MB)"
            )
        kind = call.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if call.method != "POST" or kind != "application/json":
            refuse("UnsupportedProtocol", "use POST with Content-Type application/json")
        version = call.headers.get("X-TC-Version")
        if not call.action or version is None:
            refuse("MissingParameter", "the headers X-TC-Action and X-TC-Version are needed")
        if version != VERSION:
            refuse("NoSuchVersion", f"the version is {VERSION}")
        if call.action not in self._actions:
            refuse("InvalidAction", "there is no such action")
