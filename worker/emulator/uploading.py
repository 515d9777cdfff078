"""UploadFiles: files become ids that die.

Source: the action's page (types by BusinessType, at most 20 of one kind a call, sizes, names).
"""

import binascii
import hashlib
from base64 import b64decode
from pathlib import PurePosixPath
from typing import NamedTuple

from worker.emulator.call import Body, Call
from worker.emulator.config import Tuning
from worker.emulator.filestore import FileStore
from worker.emulator.made import Made
from worker.emulator.refusal import Refusal, refuse
from worker.emulator.schema import compile_struct

MOST_FILES = 20
LARGEST_FILE = 60 * 1024 * 1024
LONGEST_NAME = 200
_FIELDS = {"Agent", "BusinessType", "FileInfos", "Operator", "Deadline"}
_PICTURES = {".jpg", ".jpeg", ".png"}
_SUFFIXES = {
    "TEMPLATE": {".pdf", ".doc", ".docx", ".html"},
    "DOCUMENT": {".pdf", ".doc", ".docx", ".xls", ".xlsx", ".html", ".jpg", ".png"},
    "SEAL": _PICTURES,
    "ARCHIVE": {".pdf", ".zip"},
    "BUSINESSLICENSE": _PICTURES,
}
_BEGINNINGS = {".pdf": b"%PDF-", ".zip": b"PK", ".png": b"\x89PNG", ".jpg": b"\xff\xd8"}


class _Upload(NamedTuple):
    suffix: str
    sha256: str


class UploadFiles:
    """The action of the file host."""

    def __init__(self, tuning: Tuning, files: FileStore) -> None:
        self._tuning = tuning
        self._files = files
        self._check_agent = compile_struct("Agent", {})

    def __call__(self, call: Call) -> Made:
        """Check the files and take them, all or none.

        Raises:
            Refusal: with the code of the first fault.
        """
        body = call.body or {}
        self._check(body)
        uploads = _uploads(body)
        life = self._tuning.file_life
        file_ids = [self._files.put(body, call.wall + life) for _ in uploads]
        response: Body = {
            "TotalCount": len(file_ids),
            "FileIds": file_ids,
            "FileUrls": [f"https://file.example/{file_id}" for file_id in file_ids],
            "Deadline": int(call.wall + life),
            "RequestId": call.request_id,
        }
        return Made(response, file_ids=file_ids, sha256s=[upload.sha256 for upload in uploads])

    def _check(self, body: Body) -> None:
        for name in body:
            if name not in _FIELDS:
                refuse("UnknownParameter", "there is no such field", name)
        for name in ("Agent", "BusinessType", "FileInfos"):
            if body.get(name) is None:
                refuse("MissingParameter", "is required", name)
        try:
            self._check_agent(body["Agent"])
        except Refusal as refusal:
            refusal.under("Agent")
            raise
        if body["BusinessType"] not in _SUFFIXES:
            refuse("InvalidParameterValue", "is not one of the documented values", "BusinessType")


def _uploads(body: Body) -> list[_Upload]:
    infos = body["FileInfos"]
    if not isinstance(infos, list) or not 1 <= len(infos) <= MOST_FILES:
        refuse("InvalidParameter.ParamError", f"must be 1 to {MOST_FILES} files", "FileInfos")
    uploads = []
    for index, info in enumerate(infos):
        try:
            uploads.append(_upload(info, _SUFFIXES[str(body["BusinessType"])]))
        except Refusal as refusal:
            refusal.under(index).under("FileInfos")
            raise
    if len({upload.suffix for upload in uploads}) > 1:
        refuse("InvalidParameter.FileType", "all files must be of one kind", "FileInfos")
    return uploads


def _upload(info: object, suffixes: set[str]) -> _Upload:
    fields = info if isinstance(info, dict) else {}
    name, content = fields.get("FileName"), fields.get("FileBody")
    if not isinstance(name, str) or not isinstance(content, str):
        refuse("MissingParameter", "FileName and FileBody are required")
    suffix = PurePosixPath(name).suffix.lower()
    if len(name) > LONGEST_NAME:
        refuse("InvalidParameter.ParamError", "at most 200 characters", "FileName")
    if suffix not in suffixes:
        refuse("InvalidParameter.FileType", "not a kind of this BusinessType", "FileName")
    try:
        raw = b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        refuse("InvalidParameter.ParamError", "must be base64", "FileBody")
    if len(raw) > LARGEST_FILE:
        refuse("LimitExceeded.FileSize", "larger than 60 MB", "FileBody")
    if not raw or not raw.startswith(_BEGINNINGS.get(suffix, b"")):
        refuse("InvalidParameter.FileType", "not what the suffix says", "FileBody")
    return _Upload(suffix, hashlib.sha256(raw).hexdigest())
