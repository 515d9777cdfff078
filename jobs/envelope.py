"""The API's envelope: what an answer's body holds before anybody judges it."""

import re
from typing import Any, TypeAlias

import orjson

from jobs import mask
from jobs.errors import lookup
from jobs.outcome import ApiError

Response: TypeAlias = dict[str, Any]

# A code is a word, or it is no answer of the API; our own codes never come from outside.
_CODE = re.compile(r"(?!Worker\.)[A-Za-z][A-Za-z0-9_.]{0,127}")


def response_of(body: bytes) -> Response:
    """The object below ``Response``; empty where the body holds none."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    response = document.get("Response") if isinstance(document, dict) else None
    return response if isinstance(response, dict) else {}


def error_of(response: Response) -> ApiError | None:
    """The API's own error, fit to be stored; None where no code can be read."""
    error = response.get("Error")
    code = error.get("Code") if isinstance(error, dict) else None
    if not (isinstance(error, dict) and isinstance(code, str) and _CODE.fullmatch(code)):
        return None
    text = error.get("Message")
    shown = mask.message(text) if isinstance(text, str) else ""
    return ApiError(code, shown, request_id_of(response), lookup(code).scope)


def request_id_of(response: Response) -> str | None:
    """RequestId, where one came."""
    value = response.get("RequestId")
    return mask.identifier(value) if isinstance(value, str) else None
