"""Makes texts from outside fit to be stored: no numbers of people, no oversize, no NUL."""

import re

MESSAGE_CHARS = 500
ID_CHARS = 256

# Seven digits and more are a mobile, identity or account number; people write them in groups.
_NUMBER = re.compile(r"\d(?:[ -]?\d){6,}")
_BLANK = re.compile(r"[\x00-\x20\x7f]+")


def message(text: str) -> str:
    """A message without long numbers and line breaks, at most ``MESSAGE_CHARS`` long."""
    return _NUMBER.sub("***", _BLANK.sub(" ", text)).strip()[:MESSAGE_CHARS]


def identifier(text: str) -> str:
    """An id as a Postgres text and index can hold it: no NUL, at most ``ID_CHARS`` long."""
    return text.replace("\x00", "\ufffd")[:ID_CHARS]
