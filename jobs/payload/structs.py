"""What the structs have in common.

Source of all structs: jobs/fields.json and the structs' texts of the API. Only what one field
says for itself stands in a model; what several fields say together stands in jobs/payload/rules.
"""

from typing import Final

from pydantic import BaseModel, ConfigDict

DEPRECATED: Final = "deprecated"
"""Marks a field that the API has given up; giving it is a warning."""

NO_EFFECT: Final = "no_effect"
"""Marks a field that means nothing in this call; giving it is a warning."""

ENTRIES: Final = 1_000
"""Most entries of a list that the API sets no limit to: a bound of our own. No rule looks beyond."""

LARGEST: Final = 10**15
"""Largest number that any field takes: a bound of our own, the same as the database's."""

WORD: Final = r"^[0-9A-Za-z_〇々㐀-䶿一-鿿豈-﫿\x{20000}-\x{3ffff}]*$"
"""Chinese, letters, digits, underscore."""

ALPHANUMERIC: Final = r"^[0-9A-Za-z]*$"
VISIBLE: Final = r"^[^\x{0}\x{61c}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]*$"
"""A name without NUL and without characters that turn the direction of writing."""

MOBILE: Final = r"^1[0-9]{10}$"
URL: Final = r"^(?:https?://\S+)?$"


class Struct(BaseModel):
    """A struct of the request: JSON types are taken exactly, unknown fields are refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
