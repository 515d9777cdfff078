"""FileIds: an id of the API's, or a reference to a file that is uploaded in time.

What a reference leads to is seen when the file is opened; here only its form is judged.
"""

from collections.abc import Iterator

from jobs.payload.fault import Hit
from jobs.payload.raw import Raw
from jobs.payload.structs import ENTRIES
from jobs.reference_form import form_fault
from jobs.references import is_reference


def references(contract: Raw) -> Iterator[Hit]:
    """References are relative paths below the account's folder; the upload knows the same rules."""
    ids = contract.get("FileIds")
    if isinstance(ids, list):
        for index, entry in enumerate(ids[:ENTRIES]):
            if is_reference(entry) and (rule := form_fault(str(entry))):
                yield Hit(rule, ("FileIds", index))
