"""Brings the schema up to date, by one command."""

from typing import Final

from alembic.util.exc import CommandError
from sqlalchemy.exc import ProgrammingError

from worker.bilingual import both
from worker.database import open_database
from worker.errors import DatabaseError
from worker.ops.failure import database_named, place, require_usable
from worker.schema import head, migrate
from worker.settings import Settings

_EXISTS: Final = {"42P06", "42P07", "42701", "42710", "42723"}  # SQLSTATE: what is made is there


async def upgrade(settings: Settings, *, roles: bool = False) -> str:
    """Migrate the settings' database, with roles and rights if asked for; return what to say, in both languages.

    Raises:
        DatabaseError: it is away, or its schema is newer than this version.
    """
    async with open_database(settings.database_url) as url:
        require_usable(url)
        with database_named(url):
            try:
                await migrate(url, roles=roles)
            except CommandError:
                msg = both(
                    f"The database at {place(url)} has a schema that this version does not know: "
                    "install the flowgroup that made it, or a newer one.",
                    f"数据库（{place(url, 'zh-CN')}）的表结构本版本无法识别："
                    "请安装创建它的 flowgroup 版本或更新的版本。",
                )
                raise DatabaseError(msg) from None
            except ProgrammingError as error:
                if (state := getattr(error.orig, "sqlstate", None)) not in _EXISTS:
                    raise
                msg = both(
                    f"The database at {place(url)} has tables of flowgroup, but flowgroup.schema_version does not "
                    f"say of which version ({state}): put its row back, this version's own is '{head()}'.",
                    f"数据库（{place(url, 'zh-CN')}）中有 flowgroup 的表，"
                    f"但 flowgroup.schema_version 未记录版本（{state}）：请恢复该行，本版本为 '{head()}'。",
                )
                raise DatabaseError(msg) from None
    if not (url := settings.database_url):
        return both(
            f"The schema in the embedded Postgres is at {head()}.",
            f"内嵌 Postgres 的表结构已是 {head()}。",
        )
    return both(
        f"The schema in {place(url)} is at {head()}.",
        f"{place(url, 'zh-CN')} 的表结构已是 {head()}。",
    )
