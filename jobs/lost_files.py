"""What it means for a row that the API does not know the FileIds that were sent.

Source: the error codes of the API document: ResourceNotFound.* and InvalidParameter.DataNotFound.
"""

from dataclasses import replace

from jobs.bilingual import both
from jobs.errors import catalogue
from jobs.outcome import Outcome, Refused, TryAgain

_CODES = frozenset(
    (
        "ResourceNotFound",
        "ResourceNotFound.File",
        "ResourceNotFound.Resource",
        "InvalidParameter.DataNotFound",
    )
)
_HINT = "The FileIds of the payload may have expired: upload the files anew, or refer to them as file:..."
_HINT_ZH = "payload 中的 FileId 可能已过期：请重新上传文件，或改用 file:... 引用"


def says_lost(outcome: Outcome) -> bool:
    """Whether the outcome may mean that an id of a file is gone."""
    if not isinstance(outcome, Refused) or outcome.error.scope != "job":
        return False
    code = outcome.error.code
    # Of the documented codes the others name what is missing: a seal, a person, a template.
    return code in _CODES or (code.startswith("ResourceNotFound.") and code not in catalogue())


def from_references(refused: Refused, *, lost_before: bool) -> Outcome:
    """What it means where the ids stand for references: new ids once, then the verdict holds. Nothing was created."""
    return refused if lost_before else TryAgain("transient", refused.error, duplicate_risk=False)


def given(refused: Refused) -> Refused:
    """The verdict where the enqueuer gave the ids, with a hint beside the API's own words."""
    said = refused.error.message
    text = both(f"{said} ({_HINT})", f"{said}（{_HINT_ZH}）")
    return Refused(replace(refused.error, message=text))
