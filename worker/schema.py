"""Brings the schema up to date, and says whether it is."""

from functools import partial
from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from migrations.steps import statements
from worker.bilingual import both
from worker.catalogue import write_codes
from worker.database import make_engine
from worker.errors import DatabaseError

_PATIENCE = "SET LOCAL lock_timeout = 0"
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('flowgroup.migrate'))"
_SCHEMA = "CREATE SCHEMA IF NOT EXISTS flowgroup"
_HAS_ROLES = "SELECT relrowsecurity FROM pg_class WHERE oid = CAST('flowgroup.jobs' AS regclass)"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("migrations")))
    return config


def head() -> str:
    """Return the newest revision that this version knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _upgrade(connection: Connection, *, roles: bool) -> None:
    connection.execute(text(_PATIENCE))
    connection.execute(text(_LOCK))
    connection.execute(text(_SCHEMA))
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    folders = ["always"]
    if roles or connection.execute(text(_HAS_ROLES)).scalar():
        folders.append("roles")
    for folder in folders:
        for statement in statements(folder):
            connection.execute(text(statement))


def _revision(connection: Connection) -> str | None:
    options = {"version_table": "schema_version", "version_table_schema": "flowgroup"}
    return MigrationContext.configure(connection, opts=options).get_current_revision()


def revisions() -> list[str]:
    """Return the revisions that this version knows, the oldest first."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return [script.revision for script in scripts][::-1]


async def migrate(url: str, *, roles: bool = False) -> None:
    """Upgrade to the newest revision and write what codes mean; safe to run twice and by several processes at once.

    Functions that act with the owner's rights are then for nobody but those who were granted them. With `roles`, and
    ever after, the roles of `migrations/sql/roles` are made where they are missing, and have exactly the rights of
    this version.

    Raises:
        SettingsError: the URL is none of Postgres.
        OSError: the server cannot be reached.
    """
    engine = make_engine(url, timeout=None).execution_options(isolation_level="READ COMMITTED")
    try:
        async with engine.begin() as connection:
            await connection.run_sync(partial(_upgrade, roles=roles))
            await write_codes(connection)
    finally:
        await engine.dispose()


async def require_current(engine: AsyncEngine) -> None:
    """Check that the database has the schema of this version.

    Raises:
        DatabaseError: it is behind, ahead, or not there.
    """
    async with engine.connect() as connection:
        found = await connection.run_sync(_revision)
    if found is None:
        msg = both(
            "The database has no flowgroup schema yet. Run: flowgroup migrate",
            "数据库中尚无 flowgroup 的表结构。请执行：flowgroup migrate",
        )
        raise DatabaseError(msg)
    if found not in revisions():
        msg = both(
            f"The database schema is at {found}, which this version (at {head()}) does not know: update flowgroup.",
            f"数据库表结构为 {found}，本版本（{head()}）无法识别：请升级 flowgroup。",
        )
        raise DatabaseError(msg)
    if found != head():
        msg = both(
            f"The database schema is at {found}, this version needs {head()}. Run: flowgroup migrate",
            f"数据库表结构为 {found}，本版本需要 {head()}。请执行：flowgroup migrate",
        )
        raise DatabaseError(msg)
