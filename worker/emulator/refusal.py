"""An API error on its way to the answer."""

from typing import NoReturn, Self


class Refusal(Exception):  # noqa: N818 - an answer of the API, not a failure of the emulator
    """A call refused with one of the documented codes.

    Attributes:
        code: as in the document's error code list.
    """

    def __init__(self, code: str, text: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(code, text)
        self.code = code
        self._text = text
        self._path: list[str] = []
        for segment in reversed(path):
            self.under(segment)

    def under(self, segment: str | int) -> Self:
        """Note, from the inside out, where in the request the fault lies."""
        self._path.insert(0, f"[{segment}]" if isinstance(segment, int) else f".{segment}")
        return self

    @property
    def message(self) -> str:
        """Say what is wrong and, for a field, where."""
        path = "".join(self._path).removeprefix(".")
        return f"{path}: {self._text}" if path else self._text


def refuse(code: str, text: str, *path: str | int) -> NoReturn:
    """Refuse the call: the code, what is wrong, and the field's path from here."""
    raise Refusal(code, text, path)
