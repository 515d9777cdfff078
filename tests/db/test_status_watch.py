"""`flowgroup status --watch`: the screen fits, tells what matters, and outlives the database."""

import asyncio
import io
from datetime import timedelta
from typing import cast

import pytest
from rich.cells import cell_len
from rich.console import Console

from tests.support.jobs_command import Desk
from tests.support.night import fill
from worker.bilingual import both, spoken
from worker.database import make_engine
from worker.errors import DatabaseAwayError
from worker.ops.language import Language, advice
from worker.ops.status import Watcher, words
from worker.ops.status.night import Night
from worker.ops.status.screen import Place, screen
from worker.ops.status.view import duration
from worker.ops.status.watch import Seen, watch

SIZES = [(80, 24), (100, 30), (120, 35), (200, 60)]


@pytest.fixture
def desk(database_url: str) -> Desk:
    """Return an operator's desk on a database in the middle of a night."""
    desk = Desk(database_url)
    for n in range(6):
        desk.insert(batch=f"批次-{n}-of-a-long-name", account="default")
    desk.insert(batch="leases", status="in_doubt", error_code="Worker.Lost")
    desk.insert(batch="leases", status="failed", error_code="InternalError.Db")
    desk.insert(batch="hr", status="succeeded")
    desk.insert(batch="hr")
    desk.fetch("SELECT flowgroup.hold('hr', 'wrong seal')")
    desk.fetch("SELECT flowgroup.pause('north', NULL, '先停一下，等额度恢复')")
    return desk


def look(desk: Desk, lang: Language, batch: str | None = None) -> Night:
    async def looked() -> Night:
        engine = make_engine(desk.url)
        try:
            return await Watcher(engine, batch, rate_limit=20, lang=lang).look()
        finally:
            await engine.dispose()

    return asyncio.run(looked())


def drawn(night: Night, lang: Language, width: int, height: int) -> list[str]:
    console = Console(width=width, height=height, file=io.StringIO(), markup=False, emoji=False)
    with console.capture() as captured:
        console.print(screen(night, Place(width, height), words(lang)))
    return captured.get().splitlines()


def squeezed(text: str) -> str:
    """Return the text without blanks, as folded cells read."""
    return "".join(text.split())


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_screen_fits(desk: Desk, lang: Language, width: int, height: int) -> None:
    """No line is wider than the terminal, in cells, and what alarms stands within its height."""
    lines = drawn(look(desk, lang), lang, width, height)

    assert [] == [line for line in lines if cell_len(line.rstrip()) > width]
    seen = "\n".join(lines[:height])
    held = words(lang).held
    assert [] == [w for w in ("north", held, "Worker.Lost", "╌╌╌") if w not in seen]


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_the_screen_tells_the_night(database_url: str, lang: Language) -> None:
    """Both ends of each batch and of all, codes with meaning and advice, each worker, and what holds the rows."""
    desk, say, why = Desk(database_url), words(lang), both("Its key is another.", "密钥不符。")
    desk.on(fill)
    stop = "UPDATE flowgroup.workers SET accounts = jsonb_build_object('east', $1::text) WHERE pid = 4712"
    desk.fetch(stop, why)
    desk.fetch("UPDATE flowgroup.slots SET rate_limit = 5")
    night = look(desk, lang)
    status = night.status
    text = squeezed("\n".join(drawn(night, lang, 140, 90)))
    moving = [one for one in night.batches if one.eta_now and one.eta_at_best]
    ends = {
        f"{at.astimezone():%H:%M:%S}" for o in moving for at in (o.eta_now, o.eta_at_best) if at
    }
    now, best = (
        f"{(status.at + timedelta(seconds=s or 0)).astimezone():%H:%M} ({duration(s or 0, say)})"
        for s in (status.eta_s, status.eta_at_limit_s)
    )
    ends.add(say.ends.format(now=now, best=best))
    codes = {line.meaning for line in status.errors}
    codes |= {
        f"→{advice(line.code, lang)}" for line in status.errors if line.failed + line.in_doubt
    }
    workers = {f"{one.host}:{one.pid}" for one in status.workers} | {
        say.seen.format("0s"),
        spoken(why, lang),
    }
    held = f"{say.held_by} {status.binds_because}"

    assert now != best
    assert (2, 2, 2) <= (len(moving), len(codes), len(status.workers))
    assert [] == [one for one in (*ends, *codes, *workers, held) if squeezed(one) not in text]


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_long_texts_hide_no_name(desk: Desk, lang: Language) -> None:
    """However long a reason is, account, code and end of a pause stand before it."""
    desk.fetch("SELECT flowgroup.pause('north', NULL, $1)", "等额度恢复 and more " * 20)
    text = "\n".join(drawn(look(desk, lang), lang, 80, 24))

    assert [] == [w for w in ("north", "Worker.OperatorPause", "等额度") if w not in text]


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_columns_stand_below_each_other(desk: Desk, lang: Language) -> None:
    """Wide characters count as two cells: the numbers of all batches end in the same cell."""
    lines = drawn(look(desk, lang), lang, 120, 35)

    batches = [line for line in lines if "%" in line and "━" in line][1:]
    assert 1 == len({cell_len(line[: line.index("%")]) for line in batches})


def test_one_batch_is_watched(desk: Desk) -> None:
    """With --batch the counts are those of that batch."""
    night = look(desk, "en", "leases")

    assert ["leases"] == [batch.batch for batch in night.batches]
    assert (1, 1, 0) == tuple(night.status.jobs[n] for n in ("in_doubt", "failed", "pending"))


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_what_the_sums_are_of(desk: Desk, lang: Language) -> None:
    """Rows and contracts are those of live batches and of those that ended within a day: the screen says so."""
    desk.insert(batch="last week", status="succeeded", aged=timedelta(days=3))
    night = look(desk, lang)
    text = "\n".join(drawn(night, lang, 120, 35))
    alone = "\n".join(drawn(look(desk, lang, "hr"), lang, 120, 35))

    assert 2 == night.status.contracts_issued
    assert words(lang).tonight in text
    assert words(lang).issued.format(2) in text
    assert words(lang).contracts_issued.format(2) in alone


async def test_the_database_may_go_away() -> None:
    """Looks that fail are told above the old figures since the first, and forgotten once the database answers."""
    night = cast("Night", object())
    answers = [DatabaseAwayError("ConnectionRefusedError", None) for _ in range(2)]

    async def look() -> Night:
        if answers:
            raise answers.pop()
        return night

    seen = Seen(look)
    await seen.again()
    first = seen.away
    await seen.again()
    trouble, second = seen.trouble(words("en")), seen.away
    await seen.again()

    assert first == second
    assert trouble
    assert "ConnectionRefusedError" in trouble.plain
    assert (None, night) == (seen.trouble(words("en")), seen.night)


async def test_a_pipe_gets_lines(database_url: str) -> None:
    """Where nobody can see a screen each look is a line, with the rows and what holds them."""
    engine = make_engine(database_url)
    printed = asyncio.Event()

    class Pipe(io.StringIO):
        def write(self, text: str) -> int:
            printed.set()
            return super().write(text)

    pipe = Pipe()
    watcher = Watcher(engine, None, rate_limit=20, lang="en")
    watching = asyncio.create_task(
        watch(watcher.look, Console(file=pipe, width=80), words("en")), name="watch"
    )
    await printed.wait()
    watching.cancel()
    await asyncio.wait({watching})
    await engine.dispose()

    assert "0 of 0 rows final" in pipe.getvalue()
    assert "No row waits." in pipe.getvalue()
