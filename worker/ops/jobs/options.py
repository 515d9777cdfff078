"""What may be typed behind `flowgroup jobs` and `export`: each option once."""

from typing import Annotated, TypeAlias

import typer

from worker.ops.jobs.filters import positive

Id: TypeAlias = Annotated[int, typer.Argument(parser=positive, metavar="ID", help="The row's id.")]
Ids: TypeAlias = Annotated[
    list[int] | None, typer.Argument(parser=positive, metavar="ID...", help="Rows by their ids.")
]
Batch: TypeAlias = Annotated[str | None, typer.Option(help="Rows of this batch.")]
Code: TypeAlias = Annotated[
    str | None, typer.Option(help="Rows with this error code or its sub-codes.")
]
Account: TypeAlias = Annotated[str | None, typer.Option(help="Rows of this account.")]
Older: TypeAlias = Annotated[
    str | None,
    typer.Option("--older-than", "--older", help="Ended (else inserted) longer ago: 15m, 2h, 3d."),
]
Newer: TypeAlias = Annotated[
    str | None,
    typer.Option("--newer-than", "--newer", help="Ended (else inserted) since: 15m, 2h, 3d."),
]
Find: TypeAlias = Annotated[
    str | None,
    typer.Option("--text", help="Rows with this in batch, dedupe_key, code or an id of the API."),
]
Reason: TypeAlias = Annotated[str | None, typer.Option(help="Why; kept in flowgroup.audit.")]
Most: TypeAlias = Annotated[
    int, typer.Option(parser=positive, metavar="N", help="Touch no more rows.")
]
Below: TypeAlias = Annotated[
    int | None, typer.Option(parser=positive, metavar="ID", help="Go on below this id.")
]
Yes: TypeAlias = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="For scripts.")]
