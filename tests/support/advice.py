"""What advice to a person may name: commands with their options, fields of the API, settings."""

import re
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final

import orjson
from typer.main import get_command

from worker.ops.cli import app
from worker.ops.handbook import CREDENTIALS, variable
from worker.settings import Settings

_DOCUMENT: Final = orjson.loads(files("jobs").joinpath("fields.json").read_bytes())
STRUCTS: Final[dict[str, dict[str, dict[str, Any]]]] = {
    struct: {field["name"]: field for field in fields}
    for struct, fields in _DOCUMENT.items()
    if struct != "_about"
}
_FIELDS: Final = [field for fields in STRUCTS.values() for field in fields.values()]
NAMES: Final = (
    {field["name"] for field in _FIELDS}
    | {str(value) for field in _FIELDS for value in field["enum"] or []}
    | {variable(name) for name in Settings.model_fields}
    | CREDENTIALS.keys()
    | {"ChannelCreateFlowGroupByFiles", "DryRun", "SecretId", "SecretKey"}
)

# A name has a capital inside, or is of capitals with an underscore; dots join fields to paths.
_NAME: Final = re.compile(
    r"[A-Z][a-z0-9]+(?:\.?[A-Z][A-Za-z0-9]*)+|[A-Z]+(?:_[A-Z]+)+", flags=re.ASCII
)
_COMMAND: Final = re.compile(r"flowgroup ((?:jobs )?[a-z]+)", flags=re.ASCII)
_OPTION: Final = re.compile(r"--[a-z-]+", flags=re.ASCII)
_CODE: Final = re.compile(r"--code ([A-Za-z.]+)", flags=re.ASCII)


def codes(text: str) -> list[str]:
    """Return the error codes that a text's commands name."""
    return _CODE.findall(text)


def names(text: str) -> set[str]:
    """Return the names of the API and of settings in a text, error codes apart."""
    return set(_NAME.findall(_CODE.sub("", text)))


def commands(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return the commands of a text, each with the options that follow it; options without one come first."""
    before, *parts = _COMMAND.split(text)
    told = zip(parts[::2], parts[1::2], strict=True)
    stray = [("", tuple(_OPTION.findall(before)))] if _OPTION.search(before) else []
    return stray + [(command, tuple(_OPTION.findall(after))) for command, after in told]


@cache
def options(command: str) -> frozenset[str]:
    """Return the options that a command takes.

    Raises:
        LookupError: there is no such command.
    """
    node: Any = get_command(app)
    for word in command.split() or [command]:
        node = node.commands[word]
    return frozenset(option for parameter in node.params for option in parameter.opts)


def exists(path: str) -> bool:
    """Say whether each step of a path is a name, and each but the first a field of the step before."""
    first, *_ = steps = path.split(".")
    return first in NAMES and all(_leads(*pair) for pair in pairwise(steps))


def _leads(step: str, after: str) -> bool:
    structs = {re.sub(r"^array<|>$", "", f["type"]) for f in _FIELDS if f["name"] == step}
    return any(after in STRUCTS.get(struct, {}) for struct in structs)
