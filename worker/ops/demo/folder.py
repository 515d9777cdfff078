"""Where the demo keeps its database, logs and ledger; nothing of it is shared with real work."""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from worker.bilingual import both
from worker.database import data_dir
from worker.errors import FlowgroupError
from worker.ops.psql import did_not_start, run
from worker.postgres import EmbeddedPostgres, EmbeddedPostgresError
from worker.postgres.files import binary

DATABASE: Final = "demo"
_FOREIGN: Final = ("FLOWGROUP_", "TENCENTCLOUD_", "PG")


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """The folder of one run; `kept` says that its database can be opened again afterwards."""

    path: Path
    kept: bool

    @property
    def postgres(self) -> Path:
        """Folder of the embedded server."""
        return self.path / "postgres"

    @property
    def logs(self) -> Path:
        """Folder of the children's logs."""
        return self.path / "logs"

    @property
    def files(self) -> Path:
        """Folder of the PDFs that the rows refer to."""
        return self.path / "files"

    @property
    def home(self) -> Path:
        """Home folder of the children: without anybody's credentials."""
        return self.path / "home"


def usual() -> Path:
    """Return the folder that is kept between runs."""
    return data_dir() / "demo"


@contextmanager
def demo_folder() -> Iterator[DemoFolder]:
    """Yield the usual folder, or a temporary one while another demo uses that or it cannot be written."""
    with ExitStack() as held:
        try:
            folder = _lock(usual(), held)
        except OSError:
            temporary = held.enter_context(TemporaryDirectory(prefix="flowgroup-demo-"))
            folder = _fresh(DemoFolder(Path(temporary), kept=False))
        yield folder


def _lock(path: Path, held: ExitStack) -> DemoFolder:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = held.enter_context((path / "demo.lock").open("ab"))
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return _fresh(DemoFolder(path, kept=True))


def _fresh(folder: DemoFolder) -> DemoFolder:
    for part in (folder.logs, folder.files, folder.home):
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
    return folder


def without_foreign(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without settings and credentials of real work."""
    return {name: value for name, value in environ.items() if not name.startswith(_FOREIGN)}


def open_psql() -> int:
    """Open psql on the database that the last demo left; return psql's exit code.

    Raises:
        FlowgroupError: no demo has run here, or its server does not start.
    """
    folder = usual() / "postgres"
    if not folder.exists():
        msg = both(
            "No demo has run here yet: there is no database to open. Run: flowgroup demo",
            "此处尚未运行过演示，没有可打开的数据库。请执行：flowgroup demo",
        )
        raise FlowgroupError(msg)
    try:
        with EmbeddedPostgres(folder) as server:
            command = [str(binary("psql")), "--no-psqlrc", server.url(DATABASE)]
            return run(command, without_foreign(os.environ))
    except EmbeddedPostgresError as error:
        raise did_not_start(error) from None
