"""The names in a reference: judged before any file is touched."""

from jobs.reference_form import form_fault
from jobs.references import PREFIX
from worker.files.fault import FileRefusedError, Rule


def names_of(reference: str) -> tuple[str, ...]:
    """Return the folders of a reference and, last, the file's name.

    Raises:
        FileRefusedError: it is not of the form `file:folder/name.pdf`, or leads somewhere else.
    """
    if fault := form_fault(reference):
        raise FileRefusedError(Rule(fault))
    return tuple(reference.removeprefix(PREFIX).split("/"))


def folder_of(account: str) -> str:
    """Return the name of the account's folder below the root.

    Raises:
        FileRefusedError: the account's name is none of a folder.
    """
    try:
        [name] = names_of(PREFIX + account)
    except (FileRefusedError, ValueError):
        raise FileRefusedError(Rule.ACCOUNT) from None
    return name
