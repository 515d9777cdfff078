"""What the doctor says of the login, its rights, and the server's log."""

from collections.abc import AsyncIterator

import pytest

from tests.support.logins import Logins, logins
from worker.bilingual import Language, spoken
from worker.database import make_engine
from worker.ops.doctor.role import role
from worker.schema import migrate


@pytest.fixture
async def people(database_url: str) -> AsyncIterator[Logins]:
    """Yield a maker of logins on a database with roles."""
    await migrate(database_url, roles=True)
    async with logins(database_url) as maker:
        yield maker


async def said(url: str, lang: Language = "en") -> dict[str, tuple[str, str, str]]:
    engine = make_engine(url)
    found: dict[str, tuple[str, str, str]] = {}
    async for one in role(engine):
        found[spoken(one.what, lang)] = (one.level, spoken(one.found, lang), spoken(one.todo, lang))
    await engine.dispose()
    return found


async def test_the_owner_without_roles(database_url: str) -> None:
    """Whoever owns the tables has every right, and is told that narrower roles can be made."""
    found = await said(database_url)

    assert "ok" == found["role"][0]
    assert "migrate --roles" in found["role"][1]
    assert "rights" not in found


async def test_a_worker(people: Logins) -> None:
    """A member of flowgroup_worker is told as such; a log that is quieted by its own session is quiet."""
    url = await people.make("flowgroup_worker")
    await migrate(people.url)
    found = await said(url)

    assert ("ok", f"{people.made[0]}: flowgroup_worker", "") == found["role"]
    assert "rights" not in found
    assert "ok" == found["server log"][0]


async def test_a_worker_that_lacks_a_right(people: Logins) -> None:
    """A right that is missing is named, with what to do."""
    await people.owner.execute("REVOKE DELETE ON flowgroup.files FROM flowgroup_worker")
    level, text, todo = (await said(await people.make("flowgroup_worker")))["rights"]

    assert "fail" == level
    assert "DELETE ON files" in text
    assert "migrate --roles" in todo


async def test_in_chinese(people: Logins) -> None:
    """Role, rights and log are told in Chinese as well, names of roles and commands as they are."""
    await people.owner.execute("REVOKE DELETE ON flowgroup.files FROM flowgroup_worker")
    worker = await said(await people.make("flowgroup_worker"), "zh-CN")
    enqueuer = await said(await people.make("flowgroup_enqueuer"), "zh-CN")
    owner = await said(people.url, "zh-CN")

    assert "工作进程会缺少：DELETE ON files" == worker["权限"][1]
    assert "请以属主身份执行：flowgroup migrate --roles" == worker["权限"][2]
    assert "未授权任何账户：不能入队或读取任何行" == enqueuer["账户"][1]
    assert "拥有全部权限" in owner["角色"][1]
    assert "服务器日志" in owner


async def test_an_enqueuer(people: Logins) -> None:
    """An enqueuer is told its accounts, and that it has none."""
    without = await said(await people.make("flowgroup_enqueuer", "flowgroup_reader"))
    having = await said(await people.make("flowgroup_enqueuer", accounts=("north", "south")))

    assert "fail" == without["accounts"][0]
    assert "account_grants" in without["accounts"][2]
    assert ("ok", "north, south", "") == having["accounts"]


async def test_a_login_whose_statements_are_logged(people: Logins) -> None:
    """A member whose own settings keep nothing out of the log is named, until the roles are made once more."""
    await people.make("flowgroup_enqueuer", accounts=("north",))
    worker = await people.make("flowgroup_worker")
    before = (await said(worker))["server log"]
    await migrate(people.url)

    assert "warn" == before[0]
    assert people.made[0] in before[1]
    assert "ok" == (await said(worker))["server log"][0]


async def test_a_login_that_may_not_quiet_the_log(people: Logins) -> None:
    """Where neither role nor session may set it, what the log would keep is named."""
    stranger = await people.make()
    await people.owner.execute(f"GRANT USAGE ON SCHEMA flowgroup TO {people.made[0]}")
    try:
        found = await said(stranger)
    finally:
        await people.owner.execute(f"REVOKE ALL ON SCHEMA flowgroup FROM {people.made[0]}")

    assert "warn" == found["role"][0]
    assert "warn" == found["server log"][0]
    assert "log_min_messages = warning" in found["server log"][1]
